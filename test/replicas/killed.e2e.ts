import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportOn, tooLittle } from '../chaos/chaos-report.js';
import { during, type Kill } from '../chaos/chaos-run.js';
import type { Crowd } from '../chaos/crowd.js';
import { bound, judge, LONG, print, SEED } from '../chaos/judge.js';
import { replicasRun, START, type Scene } from './scene.js';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? (LONG ? 100 : 4));
const EXECUTIONS = Number(process.env['CHAOS_EXECUTIONS'] ?? (LONG ? 10_000 : 150));
const CUSTOMERS = LONG ? 96 : 32;
const PER_KILL = 6_000;
const PER_EXECUTION = 100;
const TO_REST = 150_000;

/** Kills one of two replicas again and again, and now and then both; each comes back when the other has taken over, or before. */
async function killAgainAndAgain({ replicas, random }: Scene, crowd: Crowd): Promise<Kill[]> {
  const done: Kill[] = [];
  const [one, ...others] = replicas;
  while (done.length < KILLS) {
    const afterReady = Math.round(100 + 2_500 * random.next() ** 2);
    await sleep(afterReady);
    const victims = random.chance(0.1) ? replicas : [random.oneOf([one!, ...others])];
    done.push(await during(crowd, afterReady, () => Promise.all(victims.map((victim) => victim.kill()))));
    await sleep(random.between(0, 3_000));
    await Promise.all(victims.map((victim) => victim.start(START)));
  }
  await sleep(2_000);
  return done;
}

describe('kill −9 of one of two replicas, or of both', () => {
  it(
    'loses no acknowledged intent and no signal, applies no effect twice, undoes in reverse, tells everybody the same, and everything ends',
    async () => {
      const options = { executions: EXECUTIONS, customers: CUSTOMERS, seed: SEED };
      const outcome = await replicasRun(options, killAgainAndAgain);
      const report = reportOn(outcome);
      print('kills', `repeat with CHAOS_SEED=${SEED} CHAOS_KILLS=${KILLS} CHAOS_EXECUTIONS=${EXECUTIONS}`, report);
      const violations = judge('kills', outcome);
      if (violations.length === 0) print('kills', `no violation: fewer than ${bound(KILLS)} % of kills cause one`);

      expect(violations.slice(0, 20)).toEqual([]);
      expect(tooLittle(report)).toEqual([]);
    },
    KILLS * PER_KILL + EXECUTIONS * PER_EXECUTION + TO_REST,
  );
});
