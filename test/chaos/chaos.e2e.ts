import { describe, expect, it } from '@jest/globals';
import { reportOn, tooLittle } from './chaos-report.js';
import { chaosRun } from './chaos-run.js';
import { bound, judge, LONG, print, SEED } from './judge.js';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? (LONG ? 100 : 8));
const EXECUTIONS = Number(process.env['CHAOS_EXECUTIONS'] ?? (LONG ? 10_000 : 300));
const CUSTOMERS = LONG ? 96 : 32;
const PER_KILL = 6_000;
const PER_EXECUTION = 100;
const TO_REST = 150_000;

describe('kill −9 of Runtime at random moments', () => {
  it(
    'loses no acknowledged intent and no signal, applies no effect twice, undoes in reverse, tells everybody the same, and everything ends',
    async () => {
      const outcome = await chaosRun({ kills: KILLS, executions: EXECUTIONS, customers: CUSTOMERS, seed: SEED });
      const report = reportOn(outcome);
      print('chaos', `repeat with CHAOS_SEED=${SEED} CHAOS_KILLS=${KILLS} CHAOS_EXECUTIONS=${EXECUTIONS}`, report);
      const violations = judge('chaos', outcome);
      if (violations.length === 0) print('chaos', `no violation: fewer than ${bound(KILLS)} % of kills cause one`);

      expect(violations.slice(0, 20)).toEqual([]);
      expect(tooLittle(report)).toEqual([]);
    },
    KILLS * PER_KILL + EXECUTIONS * PER_EXECUTION + TO_REST,
  );
});
