import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { type StepContext, RetryableError, type Saga, type StepDefinition } from '@symphainy/runtime/realm-kit';
import { rehearse, rehearseEveryCrash } from '@symphainy/runtime/realm-kit/testing';
import { Orders } from '../orders/orders.js';
import { Payments } from '../payments/payments.js';
import { Ledger, type LedgerEntry } from '../rehearsal/ledger.js';
import { Rehearsal } from '../rehearsal/rehearsal.js';
import { Stock } from '../stock/stock.js';
import { PlaceOrderHandler } from './place-order.handler.js';
import type { PlaceOrderInput, Simulate } from './place-order.intent.js';

class RecordingLedger extends Ledger {
  readonly entries: LedgerEntry[] = [];

  override async record(entry: LedgerEntry): Promise<void> {
    this.entries.push(entry);
  }

  get story(): string[] {
    return this.entries.map(({ kind, step }) => `${kind} ${step}`);
  }
}

/** A handler with everything that it acts on, and the ledger that witnesses it. */
function placing(ledger = new RecordingLedger()) {
  return { ledger, handler: new PlaceOrderHandler(new Stock(), new Payments(), new Orders(), new Rehearsal(ledger)) };
}

const order = (simulate?: Simulate): PlaceOrderInput => ({
  order_id: 'o-1',
  sku: 'tea',
  quantity: 2,
  card: 'tok_1',
  simulate,
});

async function place(simulate?: Simulate) {
  const { ledger, handler } = placing();
  return { ledger, execution: await rehearse(handler, order(simulate)) };
}

describe('placing an order', () => {
  it('reserves, charges and writes down, in this order', async () => {
    const { ledger, execution } = await place();

    expect(execution).toMatchObject({
      status: 'succeeded',
      result: {
        order_id: 'o-1',
        reservation_id: `res_${execution.calls[0]?.key}`,
        charge_id: `cha_${execution.calls[1]?.key}`,
      },
    });
    expect(ledger.story).toEqual(['do reserve-stock', 'do charge-card', 'do create-order']);
  });

  it('gives back the reservation when the charge fails, and never touches the card', async () => {
    const { ledger, execution } = await place({ fail_step: 'charge-card' });

    expect(execution).toMatchObject({ status: 'compensated', problem: { step: 'charge-card' }, residualEffects: [] });
    expect(ledger.story).toEqual(['do reserve-stock', 'undo reserve-stock']);
  });

  it('sends the same key with the undo as with the do', async () => {
    const { ledger } = await place({ fail_step: 'create-order' });
    const [reserved, charged, refunded, released] = ledger.entries.map(({ key }) => key);

    expect([refunded, released]).toEqual([charged, reserved]);
    expect(charged).not.toBe(reserved);
  });

  it.each<Simulate | undefined>([
    undefined,
    { fail_step: 'create-order' },
    { fail_step: 'charge-card', fail_times: 2 },
  ])('comes to the same end whenever it crashes, with %j', async (simulate) => {
    const all = await rehearseEveryCrash(() => placing().handler, order(simulate));

    expect(all.length).toBeGreaterThan(20);
  });
});

describe('simulate', () => {
  it('fails as many attempts as it was told to, by the number of the attempt', async () => {
    const { ledger } = await place({ fail_step: 'charge-card', fail_times: 2 });

    expect(ledger.entries.find(({ step }) => step === 'charge-card')).toMatchObject({ attempt: 3 });
  });

  it.each([undefined, 100])('vouches that what it failed did not happen', async (fail_times) => {
    const { execution } = await place({ fail_step: 'reserve-stock', ...(fail_times && { fail_times }) });

    expect(execution).toMatchObject({ status: 'failed', residualEffects: [] });
    expect(execution.calls.filter(({ kind }) => kind === 'undo')).toEqual([]);
  });

  it('fails an undo before the ledger hears of it', async () => {
    const { ledger } = await place({ fail_step: 'create-order', fail_undo: 'charge-card', fail_undo_times: 3 });

    expect(ledger.entries.filter(({ kind }) => kind === 'undo')).toMatchObject([
      { step: 'charge-card', attempt: 4 },
      { step: 'reserve-stock', attempt: 1 },
    ]);
  });

  it('gives up a delay as soon as the attempt is stopped', async () => {
    const stop = new AbortController();
    let invoke: StepDefinition<string>['invoke'] | undefined;
    const saga = {
      executionId: 'exe_1',
      step: async (_name: string, definition: StepDefinition<string>) => {
        invoke = definition.invoke;
        return '';
      },
    } as unknown as Saga;
    const ledger = new RecordingLedger();
    await new Rehearsal(ledger)
      .of(saga, { delay_ms: 3_600_000 })
      .step('charge-card', { invoke: () => 'charged', compensate: () => 'refunded' });

    const attempt = invoke?.({ key: 'k', attempt: 1, signal: stop.signal } as StepContext);
    stop.abort();

    await expect(attempt).rejects.toMatchObject({ name: RetryableError.name, notApplied: true });
    expect(ledger.entries).toEqual([]);
  });
});
