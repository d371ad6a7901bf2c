import { describe, expect, it } from '@jest/globals';
import { columnId, literal, memberPointer } from './sql.js';

describe('text in SQL', () => {
  it('cannot end the literal that it stands in', () => {
    expect(literal(`it's '' "x" \\'`)).toBe(`'it''s '''' "x" \\'''`);
  });

  it('is refused where SQL cannot hold it', () => {
    expect(() => literal('a\0b')).toThrow('A SQL literal cannot hold NUL.');
  });

  it('points to the member that it names and to no other', () => {
    expect(memberPointer(`a/b~c'd`)).toBe(`'/a~1b~0c''d'`);
  });

  it('is never the name of a column', () => {
    expect(columnId(0)).toBe('c1');
  });
});
