import { describe, expect, it } from '@jest/globals';
import { check } from './checker.js';
import { reportOn, tooLittle } from './chaos-report.js';
import { chaosRun } from './chaos-run.js';

/** `npm run test:chaos` is the long run; `npm test` has time for a short one. */
const KILLS = Number(process.env['CHAOS_KILLS'] ?? (process.env['npm_lifecycle_event'] === 'test:chaos' ? 50 : 8));
const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const TWIN_KILLS = 3;
const PER_KILL = 6_000;
const TO_REST = 120_000;

describe('kill −9 of Runtime at random moments', () => {
  it(
    'loses no acknowledged intent, applies no effect twice, undoes in reverse, and everything ends',
    async () => {
      const outcome = await chaosRun({ kills: KILLS, seed: SEED });
      const report = reportOn(outcome);
      const violations = check(outcome.history);
      print(`seed ${SEED} (repeat with CHAOS_SEED=${SEED} CHAOS_KILLS=${KILLS})`, report);
      if (violations.length === 0) {
        print(`no violation in ${KILLS} kills: with 95 % confidence fewer than ${bound(KILLS)} % of kills cause one`);
      } else {
        print(`${violations.length} violations; the end of Runtime's log:\n${outcome.logs.slice(-4_000)}`);
      }

      expect(violations.slice(0, 20)).toEqual([]);
      expect(tooLittle(report)).toEqual([]);
    },
    KILLS * PER_KILL + TO_REST,
  );

  it(
    'catches a writer that acknowledges before it commits',
    async () => {
      const outcome = await chaosRun({
        kills: TWIN_KILLS,
        seed: SEED,
        env: { NODE_OPTIONS: `--import ${new URL('./twins/acknowledge-before-commit.mjs', import.meta.url).href}` },
      });
      const found = check(outcome.history).map(({ invariant }) => invariant);
      print(`the broken twin, ${TWIN_KILLS} kills: ${found.length} violations of ${[...new Set(found)].join(', ')}`);

      expect(found).toContain('I1');
    },
    TWIN_KILLS * PER_KILL + TO_REST,
  );
});

/** The rule of three: what N trials without a failure say about the next one. */
function bound(trials: number): string {
  return ((3 / trials) * 100).toFixed(1);
}

function print(...lines: unknown[]): void {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n  ');
  process.stdout.write(`  chaos: ${text}\n`);
}
