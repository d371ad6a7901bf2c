import { describe, expect, it } from '@jest/globals';
import { check } from './checker.js';
import { reportOn, tooLittle } from './chaos-report.js';
import { storyOf } from './story.js';
import { replicasRun } from './replicas-run.js';

/** `npm run test:chaos` is the long run; `npm test` has time for a short one. */
const LONG = process.env['npm_lifecycle_event'] === 'test:chaos';
const KILLS = Number(process.env['CHAOS_KILLS'] ?? (LONG ? 100 : 8));
const EXECUTIONS = Number(process.env['CHAOS_EXECUTIONS'] ?? (LONG ? 10_000 : 300));
const CUSTOMERS = LONG ? 96 : 32;
const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const PER_KILL = 6_000;
const PER_EXECUTION = 100;
const TO_REST = 150_000;

describe('kill −9 of one of two replicas, or of both', () => {
  it(
    'loses no acknowledged intent and no signal, applies no effect twice, undoes in reverse, tells everybody the same, and everything ends',
    async () => {
      const outcome = await replicasRun({ kills: KILLS, executions: EXECUTIONS, customers: CUSTOMERS, seed: SEED });
      const report = reportOn(outcome);
      const violations = check(outcome.history);
      print(`repeat with CHAOS_SEED=${SEED} CHAOS_KILLS=${KILLS} CHAOS_EXECUTIONS=${EXECUTIONS}`, report);
      if (violations.length === 0) {
        print(`no violation in ${KILLS} kills: with 95 % confidence fewer than ${bound(KILLS)} % of kills cause one`);
      } else {
        print(`${violations.length} violations; the end of Runtime's log:\n${outcome.logs.slice(-4_000)}`);
        for (const { of } of violations.slice(0, 5)) print(...storyOf(outcome.history, of));
      }

      expect(violations.slice(0, 20)).toEqual([]);
      expect(tooLittle(report)).toEqual([]);
    },
    KILLS * PER_KILL + EXECUTIONS * PER_EXECUTION + TO_REST,
  );
});

/** The rule of three: what N trials without a failure say about the next one. */
function bound(trials: number): string {
  return ((3 / trials) * 100).toFixed(1);
}

function print(...lines: unknown[]): void {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n  ');
  process.stdout.write(`  replicas: ${text}\n`);
}
