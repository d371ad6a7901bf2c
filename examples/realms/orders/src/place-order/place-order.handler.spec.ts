import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import {
  type StepContext,
  type Problem,
  RetryableError,
  type Saga,
  type StepDefinition,
  TerminalError,
} from '@symphainy/runtime/realm-kit';
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

/** As much of the engine as a handler can tell apart: attempts that are numbered, and undos in reverse. */
class FakeSaga {
  readonly executionId = 'exe_1';
  private readonly undos: (() => Promise<unknown>)[] = [];

  async step<Output>(name: string, definition: StepDefinition<Output>): Promise<Awaited<Output>> {
    const { compensate } = definition;
    const output = await this.attempts(definition.retry?.maxAttempts ?? 3, name, async (context) =>
      definition.invoke(context),
    );
    if (typeof compensate === 'function') {
      const cause = { detail: 'turned back' } as Problem;
      this.undos.unshift(() => this.attempts(10, name, async (context) => compensate({ ...context, output, cause })));
    }
    return output;
  }

  async turnBack(): Promise<void> {
    for (const undo of this.undos) await undo();
  }

  private async attempts<Output>(
    most: number,
    step: string,
    run: (context: StepContext) => Promise<Output>,
  ): Promise<Output> {
    for (let attempt = 1; ; attempt += 1) {
      const context = { key: `key-${step}`, attempt, signal: new AbortController().signal } as StepContext;
      try {
        return await run(context);
      } catch (error) {
        if (error instanceof TerminalError || attempt === most) throw error;
      }
    }
  }
}

function place(simulate?: Simulate) {
  const ledger = new RecordingLedger();
  const saga = new FakeSaga();
  const handler = new PlaceOrderHandler(new Stock(), new Payments(), new Orders(), new Rehearsal(ledger));
  const input: PlaceOrderInput = { order_id: 'o-1', sku: 'tea', quantity: 2, card: 'tok_1', simulate };
  return { ledger, saga, placed: handler.run(saga as unknown as Saga, input) };
}

describe('placing an order', () => {
  it('reserves, charges and writes down, in this order', async () => {
    const { ledger, placed } = place();

    await expect(placed).resolves.toEqual({
      order_id: 'o-1',
      reservation_id: 'res_key-reserve-stock',
      charge_id: 'cha_key-charge-card',
    });
    expect(ledger.story).toEqual(['do reserve-stock', 'do charge-card', 'do create-order']);
  });

  it('gives back the reservation when the charge fails, and never touches the card', async () => {
    const { ledger, saga, placed } = place({ fail_step: 'charge-card' });

    await expect(placed).rejects.toThrow(TerminalError);
    await saga.turnBack();
    expect(ledger.story).toEqual(['do reserve-stock', 'undo reserve-stock']);
  });

  it('sends the same key with the undo as with the do', async () => {
    const { ledger, saga, placed } = place({ fail_step: 'create-order' });

    await expect(placed).rejects.toThrow(TerminalError);
    await saga.turnBack();
    expect(ledger.entries.map(({ key }) => key)).toEqual([
      'key-reserve-stock',
      'key-charge-card',
      'key-charge-card',
      'key-reserve-stock',
    ]);
  });
});

describe('simulate', () => {
  it('fails as many attempts as it was told to, by the number of the attempt', async () => {
    const { ledger, placed } = place({ fail_step: 'charge-card', fail_times: 2 });

    await placed;
    expect(ledger.entries.find(({ step }) => step === 'charge-card')).toMatchObject({ attempt: 3 });
  });

  it('vouches that what it failed did not happen', async () => {
    await expect(place({ fail_step: 'reserve-stock' }).placed).rejects.toMatchObject({ notApplied: true });
    await expect(place({ fail_step: 'reserve-stock', fail_times: 100 }).placed).rejects.toMatchObject({
      notApplied: true,
    });
  });

  it('fails an undo before the ledger hears of it', async () => {
    const { ledger, saga, placed } = place({
      fail_step: 'create-order',
      fail_undo: 'charge-card',
      fail_undo_times: 3,
    });

    await expect(placed).rejects.toThrow(TerminalError);
    await saga.turnBack();
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
