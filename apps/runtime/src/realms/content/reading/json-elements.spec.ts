import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JsonSplitter } from './json-elements.js';
import { JsonFault } from './json-value.js';

function elements(text: string, chunkBytes = 1 << 20): string[] {
  const splitter = new JsonSplitter();
  const bytes = Buffer.from(text);
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    for (const element of splitter.split(bytes.subarray(at, at + chunkBytes))) found.push(element.bytes.toString());
  }
  for (const element of splitter.finish()) found.push(element.bytes.toString());
  return found;
}

describe('elements of a JSON text', () => {
  it.each([
    ['[1, "a,]", {"b": [2]}, null]', ['1', '"a,]"', '{"b": [2]}', 'null']],
    ['{"a":1}\n{"a":2}', ['{"a":1}', '{"a":2}']],
    [' [ ] ', []],
    ['-1.5e+3', ['-1.5e+3']],
    ['', []],
  ])('are found in %j', (text, expected) => {
    expect(elements(text)).toEqual(expected);
  });

  it('are the same however the bytes arrive, and all that JSON.parse takes', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (values, chunkBytes) => {
        const found = elements(JSON.stringify(values, null, 1), chunkBytes);
        expect(found.map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it('are refused where JSON.parse refuses them', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{}",:0-9eE.+\-a-z\\ \n]{0,12}$/), (text) => {
        const wrapped = `[${text}]`;
        expect(refuses(() => elements(wrapped))).toBe(refuses(() => JSON.parse(wrapped)));
      }),
      { numRuns: 2000 },
    );
  });

  it('tell the keys of each row, but not of what it holds', () => {
    const keys: string[] = [];
    new JsonSplitter((key) => keys.push(key)).split(Buffer.from('[{"a":{"b":1},"c":[{"d":2}]},'));
    expect(keys).toEqual(['a', 'c']);
  });
});

function refuses(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof JsonFault || error instanceof SyntaxError) return true;
    throw error;
  }
}
