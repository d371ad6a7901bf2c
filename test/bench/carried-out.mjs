import { atOnce } from './at-once.mjs';
import { median, perSecond } from './figures.mjs';
import { InProcess, PLACE_ORDER, WRITE_NOTE } from './in-process.mjs';
import { load, placeOrder } from './orders.mjs';
import { startBarePost, withFolder } from './processes.mjs';

const AT_ONCE = 64;
const EXECUTIONS = Number(process.env.BENCH_EXECUTIONS ?? 8_000);
const ROUNDS = 3;
/** By time, as where others are measured: whoever is fast would otherwise be measured while it is still being compiled. */
const WARM_UP_MS = 2_000;

const INTENTS = [
  { intent: PLACE_ORDER, what: 'orders.place, three armed steps' },
  { intent: WRITE_NOTE, what: 'three steps with NOTHING_TO_UNDO' },
];

/**
 * Durable executions per second through the service that HTTP uses, on the store that the settings name. The events of
 * every one are read back and checked, so that nothing is counted that was not done. `bars` are those of the intents.
 */
export async function carriedOut({ store, settings, bars }) {
  return withFolder(async (folder) => {
    const bare = await startBarePost();
    const runtime = await InProcess.start({ DATA_DIR: folder, ...settings });
    for (const { intent } of INTENTS) await warmUp(runtime, intent);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const runs = [];
      for (const { intent } of INTENTS) runs.push(await run(runtime, intent));
      const body = placeOrder(runtime.sessionId);
      rounds.push({ runs, bare: (await load(bare, { requests: EXECUTIONS, body })).rate });
    }
    await Promise.all([runtime.stop(), bare.stop()]);
    const beside = median(rounds.map((round) => round.bare));
    return INTENTS.map(({ what }, nth) => {
      const ours = median(rounds.map(({ runs }) => runs[nth].rate));
      const microseconds = Math.round(median(rounds.map(({ runs }) => runs[nth].microseconds)));
      return {
        what: `${what}, in process on ${store}, ${AT_ONCE} at once`,
        ours: `${perSecond(ours)}, ${microseconds} µs of CPU each`,
        beside: `bare POST ${perSecond(beside)}`,
        ratio: `${Math.round((ours / beside) * 100)} %`,
        bar: `≥ ${perSecond(bars[nth])}`,
        met: ours >= bars[nth],
      };
    });
  });
}

async function warmUp(runtime, intent) {
  const end = performance.now() + WARM_UP_MS;
  await atOnce(AT_ONCE, AT_ONCE, async (number) => {
    while (performance.now() < end) await runtime.carryOut(intent, number);
  });
}

async function run(runtime, intent) {
  const ids = [];
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await atOnce(AT_ONCE, EXECUTIONS, async (number) => ids.push(await runtime.carryOut(intent, number)));
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  for (const id of ids) await runtime.check(id);
  return { rate: EXECUTIONS / seconds, microseconds: (user + system) / EXECUTIONS };
}
