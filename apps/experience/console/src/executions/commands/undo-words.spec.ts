import { describe, expect, it } from '@jest/globals';
import { fateOf, undoWords } from './undo-words.js';

const PLAN = [
  { step: 'create-order', action: 'undo' },
  { step: 'charge-card', action: 'irreversible' },
  { step: 'reserve-stock', action: 'undo' },
] as const;

/** What a command says of the plan, where the undo of `create-order` has failed. */
function words(command: string, plan: readonly (typeof PLAN)[number][] = PLAN): string {
  return undoWords(plan.map((step) => ({ step: step.step, fate: fateOf(step, command, 'create-order') })));
}

describe('What a command would undo', () => {
  it('is said in one sentence, with what cannot be undone', () => {
    expect(words('cancel')).toBe('Undoes 2 steps, newest first; charge-card cannot be undone.');
    expect(words('cancel', [PLAN[2]])).toBe('Undoes 1 step.');
    expect(words('cancel', [])).toBe('Nothing has been done that would have to be undone.');
  });

  it('leaves out the undo that is decided on, which does not run again', () => {
    expect(words('compensation/skip')).toBe('Undoes 1 step; charge-card cannot be undone; create-order stays.');
    expect(words('compensation/resolve')).toBe('Undoes 1 step; charge-card cannot be undone.');
    expect(words('compensation/skip', [PLAN[0]])).toBe('1 effect stays in the world.');
  });

  it('is nothing where the execution is terminated: all of it stays', () => {
    expect(words('terminate')).toBe('3 effects stay in the world.');
  });
});
