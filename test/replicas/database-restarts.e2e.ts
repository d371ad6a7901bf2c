import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportOn } from '../chaos/chaos-report.js';
import { during, type Kill } from '../chaos/chaos-run.js';
import type { Crowd } from '../chaos/crowd.js';
import { bound, figures, judge, LONG, print, SEED } from '../chaos/judge.js';
import type { OverheardClient } from './overheard-client.js';
import { replicasRun, type Scene } from './scene.js';
import { acceptedSince, count, unserved } from './service.js';

/** One every seven seconds or so. */
const RESTARTS = Number(process.env['CHAOS_KILLS'] ?? (LONG ? 26 : 3));
const CUSTOMERS = LONG ? 64 : 32;
const PER_RESTART = 20_000;
const TO_REST = 150_000;
/** Somebody is to be served again at some time; how soon is printed. */
const AGAIN_WITHIN = 60_000;

const ENDS = ['fast', 'immediate', 'kill'] as const;

describe('PostgreSQL that is restarted again and again', () => {
  it(
    'loses no acknowledged intent, ends no Runtime, and is a 503 that says when to ask again to whoever asks meanwhile',
    async () => {
      const backAfter: number[] = [];
      let client: OverheardClient | undefined;
      let pids: number[] = [];

      const restart = async (scene: Scene, crowd: Crowd): Promise<Kill[]> => {
        const done: Kill[] = [];
        ({ client } = scene);
        pids = scene.replicas.map(({ pid }) => pid);
        while (done.length < RESTARTS) {
          await sleep(LONG ? scene.random.between(3_000, 7_000) : scene.random.between(1_000, 2_000));
          const end = ENDS[done.length % ENDS.length]!;
          done.push(await during(crowd, 0, () => (end === 'kill' ? scene.postgres.kill() : scene.postgres.stop(end))));
          await sleep(scene.random.between(0, 2_000));
          await scene.postgres.start();
          const back = Date.now();
          backAfter.push((await acceptedSince(scene.client, back, AGAIN_WITHIN)) - back);
        }
        expect(scene.replicas.map(({ isRunning }) => isRunning)).toEqual([true, true]);
        expect(scene.replicas.map(({ pid }) => pid)).toEqual(pids);
        return done;
      };

      const outcome = await replicasRun({ customers: CUSTOMERS, seed: SEED }, restart);
      const { heard } = client!;
      print('restarts', reportOn(outcome));
      print(
        'restarts',
        `${RESTARTS}, CHAOS_SEED=${SEED}: intents are accepted again after ${figures(backAfter)};`,
        `${count(heard, 503)} of ${heard.length} requests were answered 503, the slowest answer took ${Math.max(...heard.map(({ took }) => took))} ms`,
      );
      const violations = judge('restarts', outcome);
      if (violations.length === 0)
        print('restarts', `no violation: fewer than ${bound(RESTARTS)} % of restarts cause one`);

      expect(violations.slice(0, 20)).toEqual([]);
      expect(unserved(heard)).toEqual([]);
      expect(count(heard, 503)).toBeGreaterThan(RESTARTS);
      expect(outcome.kills.flatMap(({ acknowledged }) => acknowledged).length).toBeGreaterThan(RESTARTS);
    },
    RESTARTS * PER_RESTART + TO_REST,
  );
});
