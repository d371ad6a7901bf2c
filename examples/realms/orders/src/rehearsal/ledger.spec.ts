import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Ledger, type LedgerEntry } from './ledger.js';

const entry: LedgerEntry = { execution_id: 'exe_1', step: 'charge-card', kind: 'do', key: 'k-1', attempt: 1 };

let server: Server | undefined;

async function ledgerThat(answers: RequestListener): Promise<Ledger> {
  const listening = createServer(answers);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return Ledger.at(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/`);
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

describe('the ledger', () => {
  it('is told of an effect in full', async () => {
    const heard: string[] = [];
    const ledger = await ledgerThat((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => heard.push(text));
      request.on('end', () => response.writeHead(201).end('{}'));
    });

    await ledger.record(entry, new AbortController());

    expect(JSON.parse(heard.join(''))).toEqual(entry);
  });

  it('leaves the outcome unknown when it answers anything but 2xx', async () => {
    const ledger = await ledgerThat((_request, response) => response.writeHead(503).end());

    await expect(ledger.record(entry, new AbortController())).rejects.toMatchObject({
      name: 'RetryableError',
      notApplied: false,
      message: expect.stringContaining('503'),
    });
  });

  it('leaves the outcome unknown when the connection breaks', async () => {
    const ledger = await ledgerThat((request) => request.socket.destroy());

    await expect(ledger.record(entry, new AbortController())).rejects.toMatchObject({
      name: 'RetryableError',
      notApplied: false,
    });
  });

  it('leaves the outcome unknown when the attempt is stopped in the middle', async () => {
    const stop = new AbortController();
    const ledger = await ledgerThat(() => stop.abort());

    await expect(ledger.record(entry, stop)).rejects.toMatchObject({ notApplied: false });
  });

  it('is not needed', async () => {
    await expect(Ledger.at(undefined).record(entry, new AbortController())).resolves.toBeUndefined();
  });

  it('says what is wrong with its URL at start', () => {
    expect(() => Ledger.at('localhost:9000')).toThrow('ORDERS_LEDGER_URL');
  });
});
