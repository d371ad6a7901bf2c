import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from '../figures.mjs';
import { load, placeOrder, sessionOn } from '../orders.mjs';
import { startRuntime, withFolder } from '../processes.mjs';

const IN_FLIGHT = 5_000;
const AN_HOUR = 3_600_000;
const BAR_MS = 5_000;
const GIVE_UP_MS = 60_000;

/** How long after it is ready again a Runtime that was killed has every execution going. */
export async function measure() {
  return withFolder(async (folder) => {
    const env = { DATA_DIR: folder, RUNTIME_CONCURRENCY: String(IN_FLIGHT) };
    const killed = await startRuntime(env);
    const body = placeOrder(await sessionOn(killed), { delay_ms: AN_HOUR });
    // A fifth comes before, as the load's way of warming up.
    await load(killed, { requests: Math.floor(IN_FLIGHT / 1.2), body });
    const before = await begun(killed, IN_FLIGHT);
    await killed.stop('SIGKILL');

    const runtime = await startRuntime(env);
    const ready = performance.now();
    await begun(runtime, IN_FLIGHT, before);
    const time = performance.now() - ready;
    await runtime.stop('SIGKILL');
    return [
      {
        what: `${IN_FLIGHT.toLocaleString('en')} executions in flight, kill −9, start: all going again`,
        ours: `${milliseconds(time)} after ready`,
        beside: `ready in ${milliseconds(runtime.startedIn)}`,
        bar: `≤ ${milliseconds(BAR_MS)}`,
        met: time <= BAR_MS,
      },
    ];
  });
}

/** Follows the tenant's feed until that many attempts have begun. Resolves to the cursor behind the last of them. */
async function begun(runtime, count, after) {
  let cursor = after;
  const executions = new Set();
  const deadline = performance.now() + GIVE_UP_MS;
  while (executions.size < count) {
    if (performance.now() > deadline) throw new Error(`Only ${executions.size} of ${count} have begun.`);
    const from = cursor === undefined ? '' : `&after=${encodeURIComponent(cursor)}`;
    const { events, next_cursor } = await runtime.get(`/api/events?tenant_id=bench&type=step.started${from}`);
    for (const { executionid } of events) executions.add(executionid);
    if (events.length === 0) await sleep(20);
    cursor = next_cursor ?? cursor;
  }
  return cursor;
}
