import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportOn } from '../chaos/chaos-report.js';
import { during, type Kill } from '../chaos/chaos-run.js';
import type { Crowd } from '../chaos/crowd.js';
import { send } from '../processes/plane-client.js';
import { judge, LONG, print, SEED } from '../chaos/judge.js';
import type { Overheard } from './overheard-client.js';
import { replicasRun, START, type Scene } from './scene.js';

const ROUNDS = Number(process.env['CHAOS_KILLS'] ?? (LONG ? 20 : 2));
const CUSTOMERS = 16;
const PER_ROUND = 30_000;
const TO_REST = 150_000;
/** How often the proxy asks who is ready, and for how long a replica waits for it to do so. */
const ASKS_EVERY = 100;
const DELAY = 3_000;
const STOPPED = { within: 30_000 };

/** What a proxy does: whoever is not ready is not asked. It retries nothing. */
async function watchReadiness({ replicas, away }: Scene, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    for (const replica of replicas) {
      const answer = await send('GET', `${replica.url}/readyz`).catch(() => undefined);
      if (answer?.status === 200) away.delete(replica);
      else away.add(replica);
    }
    await sleep(ASKS_EVERY);
  }
}

describe('replicas that are stopped in order and started again one after another', () => {
  it(
    'leave no request unanswered, and what they carried out goes on',
    async () => {
      let heard: readonly Overheard[] = [];

      const restartInTurn = async (scene: Scene, crowd: Crowd): Promise<Kill[]> => {
        const done: Kill[] = [];
        const stop = new AbortController();
        const watching = watchReadiness(scene, stop.signal);
        while (done.length < ROUNDS) {
          await sleep(1_000);
          const replica = scene.replicas[done.length % scene.replicas.length]!;
          done.push(await during(crowd, 0, async () => expect(await replica.stop(STOPPED)).toMatchObject({ code: 0 })));
          await sleep(scene.random.between(0, 1_000));
          await replica.start(START);
          while (scene.away.size > 0) await sleep(20);
        }
        await sleep(1_000);
        stop.abort();
        await watching;
        heard = [...scene.client.heard];
        return done;
      };

      const env = { SHUTDOWN_DELAY_MS: String(DELAY) };
      const outcome = await replicasRun({ customers: CUSTOMERS, seed: SEED, env }, restartInTurn);
      const failed = heard.filter(({ status = 0 }) => status === 0 || status >= 500);
      print('rolling', reportOn(outcome));
      print('rolling', `${ROUNDS} restarts, CHAOS_SEED=${SEED}: ${failed.length} of ${heard.length} requests failed`);

      expect(judge('rolling', outcome).slice(0, 20)).toEqual([]);
      expect(failed).toEqual([]);
      expect(outcome.kills.flatMap(({ acknowledged }) => acknowledged).length).toBeGreaterThan(ROUNDS);
    },
    ROUNDS * PER_ROUND + TO_REST,
  );
});
