import { describe, expect, it } from '@jest/globals';
import { FAULT_POINTS } from '../../apps/runtime/src/determinism/fault-points.js';
import { check } from '../chaos/checker.js';
import { faultRun, FAULTY } from '../chaos/fault-run.js';
import { PostgresServer } from '../postgres/postgres-server.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { bound, LONG, print, SEED } from '../chaos/judge.js';
import { markLate } from './stopped-replicas.js';

const TELLING = /^batch\.committed$/;
const POINTS = FAULT_POINTS.filter((point) => LONG || TELLING.test(point));
/** One that is stopped is taken for dead when it is over; whoever dies or throws is to keep it on a busy machine, too. */
const leaseOf = (mode: 'kill' | 'stop' | 'throw'): number => (mode === 'stop' ? 2_000 : 30_000);
const WITHIN = 60_000 + POINTS.length * 15_000;

describe('a fault of one of two replicas at the worst places that there are', () => {
  it.each(['kill', 'stop', 'throw'] as const)(
    'loses nothing and repeats nothing: %s',
    async (mode) => {
      const postgres = await PostgresServer.start();
      const env = {
        DATABASE_URL: await postgres.createDatabase('faults'),
        // The bytes of artifacts are on a disk that both have.
        DATA_DIR: temporaryFolder('data'),
        LEASE_MS: String(leaseOf(mode)),
      };
      const outcome = await faultRun({ points: POINTS, mode, seed: SEED, within: WITHIN, env, beside: 1 });
      const naps = outcome.stops.map(({ from, to }) => ({ replica: FAULTY, from, to, back: to + leaseOf(mode) }));
      markLate(outcome.history, naps);
      const violations = check(outcome.history);
      const { intents } = outcome.history;
      print(
        'faults of replicas',
        `${mode} at ${POINTS.length} points, CHAOS_SEED=${SEED}: ${intents.length} intents, ${outcome.uploads} uploads, ${outcome.deaths.length} deaths, ${violations.length} violations`,
      );
      if (violations.length > 0) print('faults of replicas', outcome.logs.slice(-6_000));
      else print('faults of replicas', `fewer than ${bound(POINTS.length)} % of faults do harm`);

      expect(outcome.notReached).toEqual([]);
      expect(violations.slice(0, 20)).toEqual([]);
      expect(outcome.missing).toEqual([]);
      // What is thrown there hits one execution or one request, and never the process.
      if (mode === 'throw') expect(outcome.deaths).toEqual([]);
      if (mode === 'kill') expect(outcome.deaths).toHaveLength(POINTS.length);
      expect(intents.filter(({ ended }) => ended).length).toBeGreaterThan(0.9 * intents.length);
    },
    WITHIN + 150_000,
  );
});
