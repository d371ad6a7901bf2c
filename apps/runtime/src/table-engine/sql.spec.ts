import { describe, expect, it } from '@jest/globals';
import { columnId, identifier, literal, memberPointer } from './sql.js';

describe('text in SQL', () => {
  it('cannot end the literal that it stands in', () => {
    expect(literal(`it's '' "x" \\'`)).toBe(`'it''s '''' "x" \\'''`);
  });

  it('cannot end the name that it is', () => {
    expect(identifier(`a"; DROP TABLE b --`)).toBe(`"a""; DROP TABLE b --"`);
  });

  it('is refused where SQL cannot hold it', () => {
    expect(() => literal('a\0b')).toThrow('A SQL literal cannot hold NUL.');
    for (const name of ['', 'a\0b'])
      expect(() => identifier(name)).toThrow('A SQL identifier cannot be empty or hold NUL.');
  });

  it('points to the member that it names and to no other', () => {
    expect(memberPointer(`a/b~c'd`)).toBe(`'/a~1b~0c''d'`);
  });

  it('is never the name of a column', () => {
    expect(columnId(0)).toBe('c1');
  });
});
