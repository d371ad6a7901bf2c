import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  type AttemptContext,
  RetryableError,
  type Saga,
  type StepDefinition,
  TerminalError,
} from '@symphainy/runtime/realm-kit';
import type { Simulate } from '../place-order/place-order.intent.js';
import { Ledger, type LedgerEntry } from './ledger.js';

/** The part of a saga that a rehearsal stands in for. */
export type Rehearsed = Pick<Saga, 'step'>;

/**
 * Lets a handler go through what may happen to it: the delays and failures that `simulate` asks for, and a ledger that
 * witnesses every effect. It counts nothing itself, for it would forget in a crash: the attempt's number decides.
 */
@Injectable()
export class Rehearsal {
  constructor(private readonly ledger: Ledger) {}

  of(saga: Saga, simulate: Simulate = {}): Rehearsed {
    return {
      step: (name, definition) => saga.step(name, this.rehearsed(saga.executionId, name, definition, simulate)),
    };
  }

  private rehearsed<Output>(
    executionId: string,
    step: string,
    definition: StepDefinition<Output>,
    simulate: Simulate,
  ): StepDefinition<Output> {
    const { invoke, compensate } = definition;
    const entry = (kind: LedgerEntry['kind'], { key, attempt }: AttemptContext): LedgerEntry => ({
      execution_id: executionId,
      step,
      kind,
      key,
      attempt,
    });

    return {
      ...definition,
      invoke: async (context) => {
        await spend(simulate.delay_ms, context);
        if (simulate.fail_step === step) failFirst(simulate.fail_times, context.attempt, step);
        const output = await invoke(context);
        await this.ledger.record(entry('do', context), context);
        return output;
      },
      compensate:
        typeof compensate !== 'function'
          ? compensate
          : async (context) => {
              if (simulate.fail_undo === step) {
                failFirst(simulate.fail_undo_times, context.attempt, `the undo of ${step}`);
              }
              const undone = await compensate(context);
              await this.ledger.record(entry('undo', context), context);
              return undone;
            },
    };
  }
}

/** Waits before anything has happened; so one that is cut short has certainly applied nothing. */
async function spend(delay: number | undefined, context: Pick<AttemptContext, 'signal'>): Promise<void> {
  if (delay === undefined || delay === 0) return;
  try {
    await sleep(delay, undefined, { signal: context.signal });
  } catch (cause) {
    throw new RetryableError('Stopped while waiting, before anything was done.', { notApplied: true, cause });
  }
}

/** Fails the first `times` attempts, or every one if there is no number. Nothing has been applied by then. */
function failFirst(times: number | undefined, attempt: number, what: string): void {
  if (times === undefined) {
    throw new TerminalError(`simulate asked for ${what} to fail.`, { notApplied: true });
  }
  if (attempt <= times) {
    throw new RetryableError(`simulate asked for ${what} to fail ${times} times; this was attempt ${attempt}.`, {
      notApplied: true,
    });
  }
}
