import { describe, expect, it } from '@jest/globals';
import { TenantQuotas } from './tenant-quotas.js';

describe('quotas', () => {
  it('of a tenant are its own, or else those of all others, or else none', () => {
    const quotas = TenantQuotas.from('{"*": {"streams": 5}, "acme": {"stored_bytes": 100}}') as TenantQuotas;
    expect(quotas.of('acme')).toEqual({ stored_bytes: 100 });
    expect(quotas.of('globex')).toEqual({ streams: 5 });
    expect((TenantQuotas.from('') as TenantQuotas).of('acme')).toEqual({});
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'write an object of tenants'],
    ['{"acme": 5}', 'the quota of "acme" is no object'],
    ['{"acme": {"intents": 5}}', '"intents" of "acme" is none of intents_per_second'],
    ['{"acme": {"streams": 0}}', 'streams of "acme" is to be a whole number'],
    ['{"acme": {"streams": "9"}}', 'streams of "acme" is to be a whole number'],
  ])('that are %s are refused: %s', (json, reason) => {
    expect(TenantQuotas.from(json)).toEqual([expect.stringContaining(reason)]);
  });
});
