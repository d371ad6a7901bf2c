import { median, milliseconds, share } from '../figures.mjs';
import { load, placeOrder, sessionOn, WAIT } from '../orders.mjs';
import { startBarePost, startRuntime, withFolder } from '../processes.mjs';

const ROUNDS = 3;
const REQUESTS = 6_000;

/** `orders.place` over HTTP beside a bare Nest POST of the same body, in turn, from a load process of their own. */
export async function measure() {
  return withFolder(async (folder) => {
    const [bare, runtime] = await Promise.all([startBarePost(), startRuntime({ DATA_DIR: folder })]);
    const body = placeOrder(await sessionOn(runtime));
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureRound({ bare, runtime, body }));
    await Promise.all([bare.stop(), runtime.stop()]);
    const of = (name, figure) => median(rounds.map((round) => round[name][figure]));
    const rate = (name) => ({ ours: of(name, 'rate'), beside: of('bare', 'rate'), of: 'bare POST' });
    return [
      share({ what: 'orders.place, Prefer: wait, 64 at once', ...rate('waited'), least: 0.35 }),
      share({ what: 'orders.place, 202, 64 at once', ...rate('accepted') }),
      {
        what: 'orders.place, Prefer: wait, one at a time',
        ours: `p50 ${milliseconds(of('single', 'p50'))}, p99 ${milliseconds(of('single', 'p99'))}`,
        beside: `bare POST p50 ${milliseconds(of('bareSingle', 'p50'))}`,
        ratio: `${(of('single', 'p50') / of('bareSingle', 'p50')).toFixed(1)} ×`,
      },
    ];
  });
}

async function measureRound({ bare, runtime, body }) {
  const single = { connections: 1, requests: REQUESTS / 10, body };
  const waited = await load(runtime, { requests: REQUESTS, headers: WAIT, body });
  if (JSON.parse(waited.last).status !== 'succeeded') throw new Error(`not carried out: ${waited.last}`);
  return {
    waited,
    bare: await load(bare, { requests: REQUESTS * 2, body }),
    accepted: await load(runtime, { requests: REQUESTS, body }),
    single: await load(runtime, { ...single, headers: WAIT }),
    bareSingle: await load(bare, single),
  };
}
