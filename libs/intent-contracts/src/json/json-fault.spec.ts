import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { assert, jsonValue, pre, property } from 'fast-check';
import { ProblemError } from '../problem/problem-error.js';
import { assertFaithful, scanJson } from './json-fault.js';

/** Reads a body as a plane does. */
function read(text: string): unknown {
  const scan = scanJson(new TextEncoder().encode(text));
  const value: unknown = JSON.parse(text);
  assertFaithful(value, scan);
  return value;
}

/** What is wrong with a body, and where; undefined if nothing is. */
function faultOf(text: string): { code: string; pointer: string } | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [first] = error.problem.errors ?? [];
    return first && { code: first.code, pointer: first.pointer };
  }
}

describe('a body', () => {
  it('is taken as it is, whatever JSON it is, where nothing of it could be lost', () => {
    const value = jsonValue({ maxDepth: 6, noUnicodeString: false, stringUnit: 'grapheme' });
    assert(
      property(value, (given) => {
        const text = JSON.stringify(given);
        pre(!/\\u0000|"(__proto__|constructor|prototype)"/.test(text));
        expect(faultOf(text)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['{"a":[{"b/c~d":"\\u0000"}]}', 'no_nul', '/a/0/b~1c~0d'],
    ['{"a":{"\\ud800":1}}', 'well_formed', '/a'],
    ['{"a":[1,2,9007199254740993]}', 'digits_lost', '/a/2'],
    ['{"a":{"b":-1e400}}', 'max_number', '/a/b'],
    ['{"a":[{"__proto__":{}}]}', 'reserved_name', '/a/0/__proto__'],
    ['{"a":9007199254740993,"a":1}', 'duplicate_member', ''],
    ['18446744073709551615', 'digits_lost', ''],
    ['9'.repeat(1_000), 'max_number', ''],
    ['[123456789012345678.25]', 'digits_lost', '/0'],
  ])('%s is refused as %s at "%s"', (text, code, pointer) => {
    expect(faultOf(text)).toEqual({ code, pointer });
  });

  it.each([
    '9007199254740991',
    '-9007199254740992',
    '1e23',
    '0.1000000000000000055511151231257827',
    '18446744073709552000',
    '18446744073709551616',
    '1E400000'.slice(0, 4),
  ])('may hold %s, which stays the number that it is', (text) => {
    expect(faultOf(text)).toBeUndefined();
  });

  it.each(['"\\"{[{[,:9007199254740993"', '"\\\\"', '["a\\\\","b:c,d"]'])(
    'may hold text that looks like more: %s',
    (text) => {
      expect(faultOf(text)).toBeUndefined();
    },
  );

  it.each(['"', '"\\', '{"a":', '-', '[1e', ''])('that ends too early is left to the parser: %s', (text) => {
    expect(() => scanJson(new TextEncoder().encode(text))).not.toThrow();
  });
});
