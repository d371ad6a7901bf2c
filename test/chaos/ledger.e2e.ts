import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { send } from '../processes/plane-client.js';
import { LedgerServer } from './ledger.js';

const entry = { execution_id: 'exe_1', step: 'charge-card', kind: 'do', key: 'k', attempt: 1 };

describe('the ledger of a chaos run', () => {
  let ledger: LedgerServer;

  beforeEach(async () => {
    ledger = await LedgerServer.listen();
  });

  afterEach(() => ledger.close());

  it('holds every call that it answered 2xx to, in the order of arrival', async () => {
    for (const attempt of [1, 2, 3]) {
      expect(await send('POST', ledger.url, { json: { ...entry, attempt } })).toMatchObject({ status: 201 });
    }

    expect(ledger.calls).toMatchObject([1, 2, 3].map((attempt) => ({ ...entry, attempt })));
    expect(ledger.of('exe_2')).toEqual([]);
  });

  it('can hold a call and not say so', async () => {
    ledger.refuseNext(1);

    expect(await send('POST', ledger.url, { json: entry })).toMatchObject({ status: 503 });
    expect(await send('POST', ledger.url, { json: entry })).toMatchObject({ status: 201 });
    expect(ledger.calls).toHaveLength(2);
  });
});
