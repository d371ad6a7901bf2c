import { describe, expect, it } from '@jest/globals';
import { IsOptional } from 'class-validator';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  defineIntent,
  type Handles,
  IntentHandler,
  IRREVERSIBLE,
  NOTHING_TO_UNDO,
  type Saga,
  StepFailed,
  TerminalError,
} from '../index.js';
import { rehearse, rehearseEveryCrash, RehearsalFailed } from './index.js';

class Shape {
  @IsOptional() amount?: unknown;
}
const Pay = defineIntent({ type: 'shop.pay', realm: 'shop', input: Shape, output: Shape });

/** A decorated handler that runs this. */
function handlerOf(run: (saga: Saga, input: Shape) => Promise<unknown>): () => Handles<typeof Pay> {
  class PayHandler implements Handles<typeof Pay> {
    run(saga: Saga, input: Shape): Promise<Shape> {
      return run(saga, input) as Promise<Shape>;
    }
  }
  IntentHandler(Pay, { deadline: '1h' })(PayHandler);
  return () => new PayHandler();
}

/** A service that honours keys, as a step should find one. */
class Bank {
  readonly charges = new Map<string, number>();
  charge = (key: string, amount: number) => this.charges.set(key, amount).size;
  refund = (key: string) => this.charges.delete(key);
}

const charging = (bank: Bank, name = 'charge') => ({
  invoke: ({ key }: { key: string }) => {
    bank.charge(key, 3);
    return { charged: name };
  },
  compensate: ({ key }: { key: string }) => bank.refund(key),
});

describe('a rehearsal', () => {
  it('runs the handler on the real engine, and tells how it went', async () => {
    const bank = new Bank();
    const execution = await rehearse(
      handlerOf(async (saga, { amount }) => {
        await saga.step('look', { invoke: ({ state }) => state.get('price'), compensate: NOTHING_TO_UNDO });
        saga.emit('charged', { amount });
        saga.state.set('paid', amount);
        await saga.step('charge', charging(bank));
        return { amount };
      }),
      { amount: 3 },
      { facts: { price: 2 } },
    );

    expect(execution).toMatchObject({
      way: 'as it is',
      status: 'succeeded',
      result: { amount: 3 },
      story: ['do look', 'do charge'],
      steps: [
        { name: 'look', state: 'succeeded', output: 2, undoKind: 'none' },
        { name: 'charge', state: 'succeeded', output: { charged: 'charge' } },
      ],
      emitted: [{ name: 'charged', data: { amount: 3 } }],
      facts: { price: 2, paid: 3 },
    });
    expect(execution.calls.map(({ step, attempt }) => [step, attempt])).toEqual([
      ['look', 1],
      ['charge', 1],
    ]);
    expect([...bank.charges.keys()]).toEqual([execution.calls[1]?.key]);
  });

  it('takes back what was done when a step fails for good, with the keys of the dos', async () => {
    const bank = new Bank();
    const execution = await rehearse(
      handlerOf(async (saga) => {
        await saga.step('first', charging(bank));
        await saga.step('second', charging(bank));
        return saga.step('third', {
          invoke: () => {
            throw new TerminalError('No more.', { notApplied: true });
          },
          compensate: NOTHING_TO_UNDO,
        });
      }),
      {},
    );

    expect(execution).toMatchObject({ status: 'compensated', problem: { detail: 'No more.', step: 'third' } });
    expect(execution.story).toEqual(['do first', 'do second', 'undo second', 'undo first']);
    expect(bank.charges.size).toBe(0);
  });

  it('sits through sleeps and retries in no time', async () => {
    let attempts = 0;
    const execution = await rehearse(
      handlerOf(async (saga) => {
        await saga.sleep('nap', '30m');
        await saga.step('flaky', {
          retry: { maxAttempts: 9, initialInterval: '10s' },
          invoke: () => {
            if (++attempts < 9) throw new Error('Not yet.');
          },
          compensate: NOTHING_TO_UNDO,
        });
        return { amount: attempts };
      }),
      {},
    );

    expect(execution).toMatchObject({ status: 'succeeded', result: { amount: 9 } });
  });

  it('keeps the deadline of the handler', async () => {
    const patient = handlerOf(async (saga) => {
      await saga.sleep('winter', '90d');
      return {};
    });

    expect(await rehearse(patient, {})).toMatchObject({ status: 'failed', problem: { code: 'DEADLINE_EXCEEDED' } });
  });

  it('sends signals when they are waited for, lets time-outs run out, and cancels where it is told to', async () => {
    const waits = handlerOf(async (saga) => {
      const one = await saga.waitForSignal('approval', { timeout: '30m' });
      const two = await saga.waitForSignal('approval', { timeout: '10m' });
      return { amount: [one?.payload, two?.payload ?? 'none'] };
    });
    const bank = new Bank();
    const charges = handlerOf(async (saga) => {
      await saga.step('charge', { ...charging(bank), invoke: ({ key }) => sleep(5).then(() => bank.charge(key, 1)) });
      return saga.waitForSignal('never');
    });

    expect(await rehearse(waits, {}, { signals: [{ name: 'approval', payload: 'yes' }] })).toMatchObject({
      status: 'succeeded',
      result: { amount: ['yes', 'none'] },
    });
    for (const cancelAt of ['charge', 'never']) {
      expect(await rehearse(charges, {}, { cancelAt })).toMatchObject({ status: 'cancelled', residualEffects: [] });
    }
    expect(bank.charges.size).toBe(0);
  });

  it('lends artifacts with their bytes, and tells what became of them', async () => {
    const execution = await rehearse(
      handlerOf((saga) =>
        saga.step('read', {
          invoke: async ({ artifacts }) => {
            artifacts.describe('art_1', { kind: 'note' });
            artifacts.delete('art_2');
            return { amount: (await artifacts.get('art_1'))?.filename };
          },
          compensate: NOTHING_TO_UNDO,
        }),
      ),
      {},
      {
        artifacts: [
          { artifact_id: 'art_1', content: 'one', filename: 'a.txt' },
          { artifact_id: 'art_2', content: 'two' },
        ],
      },
    );

    expect(execution.result).toEqual({ amount: 'a.txt' });
    expect(execution.artifacts).toEqual({ art_1: expect.objectContaining({ kind: 'note', filename: 'a.txt' }) });
  });

  it('refuses an input that Runtime would refuse, and a class that is no handler', async () => {
    await expect(
      rehearse(
        handlerOf(async () => ({})),
        { colour: 'red' } as never,
      ),
    ).rejects.toThrow('/colour');
    await expect(rehearse({ run: async () => ({}) }, undefined)).rejects.toThrow('@IntentHandler');
  });

  it.each([
    ['a value without a JSON form', 'price', undefined, 'The fact "price" is set to undefined'],
    ['an empty key', '', 1, '"" cannot be the key of a fact'],
    ['a key with a zero', 'a\0', 1, '"a\\u0000" cannot be the key of a fact'],
  ])('fails at once a step that keeps a fact under %s, and says which', async (_what, key, value, told) => {
    const sets = handlerOf((saga) =>
      saga.step('set', { invoke: ({ state }) => state.set(key, value), compensate: NOTHING_TO_UNDO }),
    );
    const execution = await rehearse(sets, {});

    expect(execution.calls).toHaveLength(1);
    expect(execution).toMatchObject({
      status: 'failed',
      problem: { detail: expect.stringContaining(told), step: 'set' },
    });
  });

  it('fails a handler that keeps such a fact between its steps', async () => {
    const sets = handlerOf(async (saga) => saga.state.set('price', undefined));

    expect(await rehearse(sets, {})).toMatchObject({
      status: 'failed',
      problem: { detail: expect.stringContaining('Delete it instead.') },
    });
  });

  it('says so when the handler awaits what is no call of saga', async () => {
    const impatient = handlerOf(async (saga) => {
      await saga.step('charge', charging(new Bank()));
      await sleep(50);
      return {};
    });

    await expect(rehearse(impatient, {})).rejects.toThrow(
      /awaits something that is no call of saga, after step "charge"/,
    );
  });
});

describe('a rehearsal of every crash', () => {
  const good = (bank: Bank) =>
    handlerOf(async (saga) => {
      await saga.step('first', charging(bank));
      const id = saga.uuid();
      await Promise.all([saga.step('left', charging(bank)), saga.step('right', charging(bank))]);
      await saga.sleep('nap', '5m');
      const signal = await saga.waitForSignal('go');
      await saga.step('mail', { invoke: () => ({ id }), compensate: IRREVERSIBLE });
      return { amount: [id, signal?.payload] };
    });

  it('passes a handler that keeps the rules, in many ways', async () => {
    const banks: Bank[] = [];
    const make = () => good(banks[banks.push(new Bank()) - 1]!)();
    const all = await rehearseEveryCrash(make, {}, { signals: [{ name: 'go', payload: 1 }] });

    expect(all.length).toBeGreaterThan(30);
    expect(all[0]).toMatchObject({ way: 'as it is', status: 'succeeded' });
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['succeeded', 'cancelled']));
    all.forEach(({ status, residualEffects }, index) => {
      if (status === 'succeeded') expect(banks[index]?.charges.size).toBe(3);
      else
        expect([banks[index]?.charges.size, residualEffects.every(({ step }) => step === 'mail')]).toEqual([0, true]);
    });
    // Where it crashed in the middle of a step, the step was tried again.
    expect(all.some(({ calls }) => calls.filter(({ step }) => step === 'first').length > 1)).toBe(true);
  });

  it('passes one that fails and is taken back', async () => {
    const make = () =>
      handlerOf(async (saga) => {
        await saga.step('first', charging(new Bank()));
        try {
          await saga.step('second', {
            invoke: () => {
              throw new TerminalError('No.');
            },
            compensate: () => undefined,
          });
        } catch (error) {
          throw error instanceof StepFailed ? new TerminalError('Given up.') : error;
        }
      })();
    const all = await rehearseEveryCrash(make, {});

    expect(all[0]).toMatchObject({ status: 'compensated', story: ['do first', 'undo second', 'undo first'] });
  });

  it('passes one whose step refuses to do anything, although it is undone where a crash leaves that open', async () => {
    const taken = handlerOf((saga) =>
      saga.step('hold', {
        invoke: () => {
          throw new TerminalError('Taken.', { notApplied: true });
        },
        compensate: () => undefined,
      }),
    );
    const all = await rehearseEveryCrash(taken, {});

    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['failed', 'compensated', 'cancelled']));
  });

  it('replays a handler after each of its outcomes, not after one alone', async () => {
    const make = () => {
      let times = 0;
      return handlerOf(async (saga) => {
        times += 1;
        await saga.step('first', charging(new Bank()));
        await saga.step('second', charging(new Bank()));
        await saga.step(times < 3 ? 'third' : 'another', charging(new Bank()));
      })();
    };

    await expect(rehearseEveryCrash(make, {})).rejects.toThrow(/with forced replay after every outcome.*MISMATCH/s);
  });

  let runs = 0;
  it.each([
    [
      'another name in every run',
      () => handlerOf((saga) => saga.step(`charge-${(runs += 1)}`, charging(new Bank()))),
      /HISTORY_MISMATCH.*same names.*saga\.uuid\(\)/s,
    ],
    [
      'a result out of thin air',
      () =>
        handlerOf(async (saga) => {
          await saga.step('charge', charging(new Bank()));
          return { amount: (runs += 1) };
        }),
      /ended as .*without a crash as .*saga\.now\(\)/s,
    ],
    [
      'an undo that wants an output',
      () =>
        handlerOf((saga) =>
          saga.step('charge', {
            undoRetry: { maxAttempts: 1 },
            invoke: () => ({ id: 1 }),
            compensate: ({ output }) => output!.id,
          }),
        ),
      /undo of "charge" failed.*must accept that the step never happened/s,
    ],
    [
      'a step that does not know its key',
      () => {
        const sold = new Set<string>();
        return handlerOf((saga) =>
          saga.step('sell', {
            invoke: () => {
              if (sold.has('tea')) throw new TerminalError('Sold already.');
              sold.add('tea');
            },
            compensate: () => undefined,
          }),
        );
      },
      /ended as .*does not recognise its key/s,
    ],
  ])('catches %s, and teaches', async (_what, make, message) => {
    const failure = await rehearseEveryCrash(() => make()(), {}).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(RehearsalFailed);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).toMatch(/^Run with /);
  });

  it('says in which way a check of your own failed', async () => {
    const bank = new Bank();
    const make = handlerOf((saga) => saga.step('charge', charging(bank)));
    const check = () => expect(bank.charges.size).toBe(0);

    await expect(rehearseEveryCrash(make, {}, { check })).rejects.toThrow(/check failed when it was run as it is/);
  });
});
