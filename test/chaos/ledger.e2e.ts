import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
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

  it('knows of a call whose caller has hung up', async () => {
    const { port } = new URL(ledger.url);
    const body = JSON.stringify(entry);
    const head = `POST / HTTP/1.1\r\nhost: ledger\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    await new Promise<void>((resolve) => connect(Number(port), '127.0.0.1').end(head + body, resolve));
    while (!ledger.calls[0]?.abandoned) await sleep(1);
    await send('POST', ledger.url, { json: entry });

    expect(ledger.calls).toMatchObject([{ ...entry, abandoned: true }, entry]);
    expect(ledger.calls[1]).not.toHaveProperty('abandoned');
  });

  it('can hold a call and not say so', async () => {
    ledger.refuseNext(1);

    expect(await send('POST', ledger.url, { json: entry })).toMatchObject({ status: 503 });
    expect(await send('POST', ledger.url, { json: entry })).toMatchObject({ status: 201 });
    expect(ledger.calls).toHaveLength(2);
  });

  it('lets its callers wait while it is paused', async () => {
    const resume = ledger.pause();
    let answered = false;
    const answer = send('POST', ledger.url, { json: entry }).finally(() => (answered = true));
    while (ledger.calls.length === 0) await sleep(1);
    await sleep(50);

    expect(answered).toBe(false);
    resume();
    expect(await answer).toMatchObject({ status: 201 });
  });
});
