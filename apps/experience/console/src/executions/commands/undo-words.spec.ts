import { describe, expect, it } from '@jest/globals';
import { undoWords } from './undo-words.js';

describe('What turning back would do', () => {
  it('is said in one sentence, with what cannot be undone', () => {
    expect(
      undoWords([
        { step: 'create-order', action: 'undo' },
        { step: 'charge-card', action: 'irreversible' },
        { step: 'reserve-stock', action: 'undo' },
      ]),
    ).toBe('Undoes 2 steps, newest first; charge-card cannot be undone.');
    expect(undoWords([{ step: 'reserve-stock', action: 'undo' }])).toBe('Undoes 1 step.');
    expect(undoWords([])).toBe('Nothing has been done that would have to be undone.');
  });
});
