import { describe, expect, it } from '@jest/globals';
import { reportOn } from '../chaos/chaos-report.js';
import type { ChaosOutcome } from '../chaos/chaos-run.js';
import { preloaded } from '../chaos/chaos-runtime.js';
import { bound, figures, judge, LONG, print, SEED, violated } from '../chaos/judge.js';
import { DATABASE, replicasRun, type Scene } from './scene.js';
import { LEASE, markLate, StoppedReplicas, type Nap } from './stopped-replicas.js';

const ROUNDS = Number(process.env['CHAOS_KILLS'] ?? (LONG ? 200 : 5));
const TWIN_ROUNDS = 3;
const TWIN_TRIES = 5;
const CUSTOMERS = LONG ? 24 : 16;
const PER_ROUND = 15_000;
const TO_REST = 180_000;
interface ZombieOutcome extends ChaosOutcome {
  naps: readonly Nap[];
  late: number;
  pids: [before: number[], after: number[]];
}

/** `prepare` does something to the database, and `twin` to both replicas. */
async function zombieRun(
  rounds: number,
  { twin = '', patience, prepare }: { twin?: string; patience?: number; prepare?: (scene: Scene) => Promise<unknown> },
): Promise<ZombieOutcome> {
  // A transaction that its server has ended fails, and whoever wrote it looks into the log: nothing stale is left then.
  const stopped = new StoppedReplicas(twin !== '');
  const each = [0, 1].map((index) => {
    const { NODE_OPTIONS, ...env } = stopped.environment(index);
    return { LEASE_MS: String(LEASE), ...env, NODE_OPTIONS: `${NODE_OPTIONS} ${twin}` };
  });
  let pids: ZombieOutcome['pids'] = [[], []];
  const options = { seed: SEED, customers: CUSTOMERS, each, ...(patience && { patience }) };
  const outcome = await replicasRun(options, async (scene, crowd) => {
    const numbers = (): number[] => scene.replicas.map(({ pid }) => pid);
    const before = numbers();
    await prepare?.(scene);
    const kills = await stopped.stopAgainAndAgain(scene, crowd, rounds);
    pids = [before, numbers()];
    return kills;
  });
  return { ...outcome, naps: stopped.naps, late: markLate(outcome.history, stopped.naps), pids };
}

describe('a replica that is stopped for longer than its lease and wakes up', () => {
  /*
   * Its watchdog counts the turns of the loop that it misses, and a process that is stopped misses none: it lives on, and
   * what it still wants to write is refused because what it held has been given up under a raised fence.
   */
  it(
    'records nothing of what others have taken over, and goes on with what it claims then',
    async () => {
      const outcome = await zombieRun(ROUNDS, {});
      const { naps, late, pids } = outcome;
      const refused = outcome.logs.match(/Another owner has claimed/g)?.length ?? 0;
      const inside = naps.filter(({ at }) => at === 'batch.before-commit').length;
      print('zombies', reportOn(outcome));
      print(
        'zombies',
        `${ROUNDS} rounds, CHAOS_SEED=${SEED}, ${inside} of them inside a transaction`,
        `lease ${LEASE} ms: what was held is given up after ${figures(naps.map(({ from, sweptAt }) => sweptAt - from))}`,
        `${refused} refusals at the end of the logs, ${late} effects came late`,
      );
      const violations = judge('zombies', outcome);
      if (violations.length === 0) print('zombies', `no violation: fewer than ${bound(ROUNDS)} % of rounds cause one`);

      expect(violations.slice(0, 20)).toEqual([]);
      expect(pids[1]).toEqual(pids[0]);
      expect(inside).toBeGreaterThanOrEqual(ROUNDS / 2);
      expect(refused).toBeGreaterThan(0);
      expect(outcome.kills.flatMap(({ acknowledged }) => acknowledged).length).toBeGreaterThan(ROUNDS);
    },
    ROUNDS * PER_ROUND + TO_REST,
  );

  // What it holds may have ended by the time it wakes up, and then there is nothing to be stale: it has several tries.
  it(
    'is caught where nothing keeps what is stale out of the log',
    async () => {
      let found: string[] = [];
      for (let tries = 0; tries < TWIN_TRIES && !found.includes('I8'); tries += 1) {
        const outcome = await zombieRun(TWIN_ROUNDS, {
          twin: preloaded('../replicas/twins/no-fence.mjs'),
          patience: 5_000,
          prepare: ({ postgres }) =>
            postgres.query(
              `ALTER TABLE appends DROP CONSTRAINT appends_pkey; CREATE INDEX ON appends (execution_id, sequence)`,
              { database: DATABASE },
            ),
        });
        found = violated(outcome);
        print('zombies', `without a fence, ${TWIN_ROUNDS} rounds, CHAOS_SEED=${SEED}: ${found.join(', ')} violated`);
      }
      expect(found).toContain('I8');
    },
    TWIN_TRIES * TWIN_ROUNDS * PER_ROUND + TO_REST,
  );
});
