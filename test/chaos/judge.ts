import type { ChaosOutcome } from './chaos-run.js';
import { check } from './checker.js';
import { storyOf } from './story.js';
import type { Invariant, Violation } from './violation.js';

/** `npm run test:chaos` is the long run; `npm test` has time for a short one. */
export const LONG = process.env['npm_lifecycle_event'] === 'test:chaos';
export const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);

/** Checks a run; of what violates something it prints the story. */
export function judge(run: string, { history, logs }: ChaosOutcome): Violation[] {
  const violations = check(history);
  if (violations.length > 0) {
    print(run, `${violations.length} violations, CHAOS_SEED=${SEED}; the logs end:\n${logs.slice(-6_000)}`);
    for (const violation of violations.slice(0, 5)) print(run, violation, ...storyOf(history, violation.of));
  }
  return violations;
}

/** The invariants that a broken twin was caught to violate. */
export function violated({ history }: ChaosOutcome): Invariant[] {
  return [...new Set(check(history).map(({ invariant }) => invariant))].toSorted();
}

/** One line of a run, for whoever reads its figures. */
export function print(run: string, ...lines: unknown[]): void {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n  ');
  process.stdout.write(`  ${run}: ${text}\n`);
}

/** The slowest of measured times, and the one in the middle. */
export function figures(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return `${Math.round(middle ?? Number.NaN)} ms, at most ${Math.round(sorted.at(-1) ?? Number.NaN)} ms`;
}

/** The rule of three: of N trials without a failure it follows with 95 % confidence that fewer than so many per cent fail. */
export function bound(trials: number): string {
  return ((3 / trials) * 100).toFixed(1);
}
