import { atOnce } from './at-once.mjs';
import { InProcess, PLACE_ORDER, WRITE_NOTE } from './in-process.mjs';

const CHECKED_AT_ONCE = 16;
const INTENTS = { armed: PLACE_ORDER, nothingToUndo: WRITE_NOTE };

/** Ours among the contestants: in process on PostgreSQL, with nothing set that is not so by default. */
export async function start({ databaseUrl, folder, steps }) {
  const runtime = await InProcess.start({ DATABASE_URL: databaseUrl, DATA_DIR: folder });
  const ids = new Set();
  return {
    durability: 'the outcome of a step is committed before the next begins, those of many executions at once',
    carryOut: async (number) => ids.add(await runtime.carryOut(INTENTS[steps], number)),
    check: async (count) => {
      if (ids.size !== count) throw new Error(`${ids.size} of ${count} orders have an execution of their own.`);
      const left = ids.values();
      await atOnce(CHECKED_AT_ONCE, count, () => runtime.check(left.next().value));
    },
    stop: () => runtime.stop(),
  };
}
