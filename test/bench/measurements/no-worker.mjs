import { median, share } from '../figures.mjs';
import { load, placeOrder, sessionOn, SUBMIT } from '../orders.mjs';
import { startBarePost, startRuntime, withFolder } from '../processes.mjs';

const ROUNDS = 3;
const REQUESTS = 6_000;
const AN_HOUR = 3_600_000;

/** Accepting durably while nothing is carried out: the one worker slot is held by an order that takes an hour. */
export async function measure() {
  return withFolder(async (folder) => {
    const [bare, runtime] = await Promise.all([
      startBarePost(),
      startRuntime({ DATA_DIR: folder, RUNTIME_CONCURRENCY: '1' }),
    ]);
    const sessionId = await sessionOn(runtime);
    await runtime.post(SUBMIT, JSON.parse(placeOrder(sessionId, { delay_ms: AN_HOUR })));
    const body = placeOrder(sessionId);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({
        accepted: await load(runtime, { requests: REQUESTS, body }),
        bare: await load(bare, { requests: REQUESTS * 2, body }),
      });
    }
    await Promise.all([bare.stop(), runtime.stop('SIGKILL')]);
    const [ours, beside] = ['accepted', 'bare'].map((name) => median(rounds.map((round) => round[name].rate)));
    return [share({ what: 'submit → 202 with no worker slot, 64 at once', ours, beside, of: 'bare POST', least: 0.6 })];
  });
}
