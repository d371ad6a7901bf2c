import { describe, expect, it } from '@jest/globals';
import { profileOf } from '../testing/profile-of.js';

describe('the profile of text', () => {
  it.each([
    ['Dear Ann,\nthank you.\n', 2, 21],
    ['one line', 1, 8],
    ['a\r\nb\rc', 3, 6],
    ['Zoë 👍\n', 1, 6],
  ])('counts lines and characters of %j', async (text, lines, characters) => {
    expect(await profileOf(text)).toEqual({
      kind: 'text',
      tables: [],
      text: { encoding: 'utf-8', lines, characters },
      warnings: [],
    });
  });

  it('takes an empty file for an empty text', async () => {
    expect(await profileOf('')).toMatchObject({
      kind: 'text',
      text: { lines: 0, characters: 0 },
      warnings: [{ code: 'EMPTY_FILE' }],
    });
  });
});
