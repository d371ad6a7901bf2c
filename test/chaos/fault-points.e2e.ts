import { describe, expect, it } from '@jest/globals';
import { FAULT_POINTS } from '../../apps/runtime/src/determinism/fault-points.js';
import { check } from './checker.js';
import { faultRun } from './fault-run.js';
import { LONG, print, SEED } from './judge.js';

const TELLING = /^(batch\.(before-commit|committed)|blob\.named|accept\.durable|undo\.armed)$/;
const POINTS = FAULT_POINTS.filter((point) => LONG || TELLING.test(point));
const WITHIN = 30_000 + POINTS.length * 12_000;

describe('a fault at the worst places that there are', () => {
  it.each(['kill', 'throw'] as const)(
    'loses nothing and repeats nothing: %s',
    async (mode) => {
      const outcome = await faultRun({ points: POINTS, mode, seed: SEED, within: WITHIN });
      const violations = check(outcome.history);
      const { intents } = outcome.history;
      print(
        'faults',
        `${mode} at ${POINTS.length} points, CHAOS_SEED=${SEED}: ${intents.length} intents, ${outcome.uploads} uploads, ${outcome.deaths.length} deaths, ${violations.length} violations`,
      );
      if (violations.length > 0) print('faults', outcome.logs.slice(-6_000));

      expect(outcome.notReached).toEqual([]);
      expect(violations.slice(0, 20)).toEqual([]);
      expect(outcome.missing).toEqual([]);
      // What is thrown there hits one execution or one request, and never the process.
      expect(outcome.deaths).toHaveLength(mode === 'kill' ? POINTS.length : 0);
      expect(intents.filter(({ ended }) => ended).length).toBeGreaterThan(0.9 * intents.length);
    },
    WITHIN + 150_000,
  );
});
