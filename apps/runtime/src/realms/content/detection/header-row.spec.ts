import { describe, expect, it } from '@jest/globals';
import { guessHeader } from './header-row.js';

const guess = (text: string) => guessHeader(text.split('\n').map((line) => line.split(',')));

describe('whether the first row holds names', () => {
  it.each([
    ['a word over numbers', 'id,name\n1,Ann\n2,Bo', true],
    ['a word over numbers and gaps', 'id,name\nn/a,Ann\n2,Bo\n,Cy', true],
    ['a word over dates', 'name,day\nAnn,2024-01-31', true],
    ['an empty first cell over numbers', ',x\n1,2', true],
    ['numbers over numbers', '1,Ann\n2,Bo', false],
    ['a missing value over numbers', 'n/a,1\n2,3', false],
    ['an address among words', 'Ann,ann@example.com\nBo,bo', false],
    ['a value that comes again below', 'Ann,Rome\nBo,Rome', false],
    ['customary words unlike the body', 'name,city\nAnn,Paris\nBo,Rome', true],
    ['nothing but blanks', ',\n1,2', false],
  ])('is sure of %s', (_, text, header) => {
    expect(guess(text)).toEqual({ header, certain: true });
  });

  it.each([
    ['one row of words', 'id,name', true],
    ['customary words that look like the body', 'Name,City\nAnn,Paris\nBo,Rome', true],
    ['words like those below', 'Ann,Paris\nBo,Rome\nCy,Oslo', false],
    ['uncommon words unlike those below', 'farbe,form\nRot,Rund\nBlau,Eckig', true],
    ['a word twice', 'x,x\ny,z', false],
  ])('assumes the likelier of %s', (_, text, header) => {
    expect(guess(text)).toEqual({ header, certain: false });
  });

  it('takes one row of values for a row', () => {
    expect(guess('1,Ann,3.50')).toEqual({ header: false, certain: true });
  });
});
