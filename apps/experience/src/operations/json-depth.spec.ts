import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { assertShallow } from './json-depth.js';

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { inner: value };
  return value;
}

describe('a body', () => {
  it('may be nested 32 levels deep', () => {
    expect(() => assertShallow(nested(32))).not.toThrow();
  });

  it.each([33, 100_000])('nested %d levels deep is refused without crashing anything', (depth) => {
    expect(() => assertShallow(nested(depth))).toThrow('REQUEST_INVALID');
  });
});
