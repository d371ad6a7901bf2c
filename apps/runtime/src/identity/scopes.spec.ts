import { describe, expect, it } from '@jest/globals';
import { allows, isScope, SCOPES } from './scopes.js';

describe('a scope', () => {
  it.each([...SCOPES, 'intents:submit:orders.place', 'queries:ask:content.*', 'intents:submit:a.b.*'])(
    '%s is one',
    (scope) => {
      expect(isScope(scope)).toBe(true);
    },
  );

  it.each(['', '*', 'write', 'read:orders.place', 'intents:submit:', 'intents:submit:*', 'Read', 'admin'])(
    '"%s" is none',
    (scope) => {
      expect(isScope(scope)).toBe(false);
    },
  );

  it.each([
    ['intents:submit', 'orders.place', true],
    ['intents:submit:orders.place', 'orders.place', true],
    ['intents:submit:orders.*', 'orders.place', true],
    ['intents:submit:orders.*', 'orders.place.late', true],
    ['intents:submit:orders.*', 'ordersplace', false],
    ['intents:submit:orders.*', 'orders', false],
    ['intents:submit:orders.place', 'orders.place.late', false],
    ['intents:submit:orders.place', 'orders.cancel', false],
    ['queries:ask:orders.place', 'orders.place', false],
    ['executions:operate', 'orders.place', false],
  ])('%s lets one submit %s: %s', (granted, type, allowed) => {
    expect(allows(new Set([granted]), 'intents:submit', type)).toBe(allowed);
  });

  it('that is narrowed does not allow what is asked for without a type', () => {
    expect(allows(new Set(['intents:submit:orders.place']), 'intents:submit')).toBe(false);
  });
});
