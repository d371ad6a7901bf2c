import { describe, expect, it } from '@jest/globals';
import { chaosRun } from './chaos-run.js';
import { preloaded } from './chaos-runtime.js';
import { check } from './checker.js';
import type { Invariant } from './violation.js';

const LONG = process.env['npm_lifecycle_event'] === 'test:chaos';
const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
/** What was lost is not waited for as long as what is only slow. */
const PATIENCE = 15_000;

/** The first two need kills to be told from what they are twins of. */
const TWINS: [what: string, twin: string, kills: number, invariant: Invariant][] = [
  ['a writer that acknowledges before it commits', 'acknowledge-before-commit', 3, 'I1'],
  ['a step that is invoked before its start is durable', 'unarmed-steps', 3, 'I4'],
  ['an undo that is not recorded', 'unrecorded-undo', 1, 'I6'],
  ['a signal that is acknowledged and lost', 'lost-signals', 1, 'I1'],
];

describe('a chaos run catches', () => {
  it.each(LONG ? TWINS : TWINS.slice(0, 2))(
    '%s',
    async (what, twin, kills, invariant) => {
      const outcome = await chaosRun({
        kills,
        seed: SEED,
        patience: PATIENCE,
        env: { NODE_OPTIONS: preloaded(`./twins/${twin}.mjs`) },
      });
      const violations = check(outcome.history);
      const found = violations.map((violation) => violation.invariant);
      process.stdout.write(
        `  chaos: ${what}, ${kills} kills, CHAOS_SEED=${SEED}: ${found.length} violations of ${[...new Set(found)].toSorted().join(', ')}\n`,
      );

      expect(found).toContain(invariant);
    },
    180_000,
  );
});
