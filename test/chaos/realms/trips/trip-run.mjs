import { setTimeout as sleep } from 'node:timers/promises';
import { NOTHING_TO_UNDO, RetryableError, StepFailed, TerminalError } from '@symphainy/runtime/realm-kit';
import { record } from './ledger-client.mjs';
import { MISDEEDS } from './misdeeds.mjs';

const RETRY = { maxAttempts: 10, initialInterval: '20ms', maxInterval: '500ms' };

/** Goes through a plan: the same plan asks the engine for the same things, live and replayed. */
export class TripRun {
  heard = [];
  winners = [];
  notes = 0;

  constructor(saga, tripId) {
    this.saga = saga;
    this.tripId = tripId;
  }

  async through(stages) {
    for (const stage of stages) await this[stage.kind](stage);
    return { order_id: this.tripId, heard: this.heard, winners: this.winners };
  }

  async step(step) {
    try {
      await this.saga.step(step.name, this.definition(step));
    } catch (error) {
      // What a handler catches turns nothing back.
      if (!step.tolerated || !(error instanceof StepFailed)) throw error;
    }
    return step.name;
  }

  async together({ steps }) {
    await Promise.all(steps.map((step) => this.step(step)));
  }

  async race({ steps }) {
    const winner = await Promise.race(steps.map((step) => this.step(step)));
    this.winners.push({ of: steps.map(({ name }) => name), winner });
  }

  sleep({ name, ms }) {
    return this.saga.sleep(name, ms);
  }

  async signal({ name, timeout }) {
    const signal = await this.saga.waitForSignal(name, timeout === undefined ? {} : { timeout });
    this.heard.push(signal?.id ?? null);
  }

  note() {
    this.notes += 1;
    this.saga.state.set(`notes/${this.tripId}`, this.notes);
    this.saga.emit('noted', { number: this.notes });
  }

  /** Every do and every undo is in the ledger before it counts as done. */
  definition(step) {
    const entry = (kind, { key, attempt }) => ({
      execution_id: this.saga.executionId,
      step: step.name,
      kind,
      key,
      attempt,
      ...(step.no_undo && { no_undo: true }),
    });
    return {
      retry: RETRY,
      undoRetry: RETRY,
      invoke: async (context) => {
        await spend(step.delay, context.signal);
        MISDEEDS[step.misdeed]?.();
        failEarly(step, context.attempt);
        await record(entry('do', context), context.signal);
        failLate(step, context.attempt);
        return { key: context.key };
      },
      compensate: step.no_undo
        ? NOTHING_TO_UNDO
        : async (context) => {
            failUndo(step, context.attempt);
            await record(entry('undo', context), context.signal);
          },
    };
  }
}

/** Waits before anything has happened: one that is cut short has certainly applied nothing. */
async function spend(delay, signal) {
  if (!delay) return;
  try {
    await sleep(delay, undefined, { signal });
  } catch (cause) {
    throw new RetryableError('Stopped before anything was done.', { notApplied: true, cause });
  }
}

function failEarly({ fails, fail_times: times }, attempt) {
  if (fails !== 'early') return;
  if (times === undefined) throw new TerminalError('The plan says so.', { notApplied: true });
  if (attempt <= times) throw new RetryableError('The plan says so.', { notApplied: true });
}

/** The effect stands and the caller is not told: whoever turns back has to undo it. */
function failLate({ fails, fail_times: times }, attempt) {
  if (fails !== 'late') return;
  if (times === undefined) throw new TerminalError('The plan says so, afterwards.');
  if (attempt <= times) throw new RetryableError('The plan says so, afterwards.');
}

function failUndo({ fail_undo_times: times = 0, undo_parks: parks }, attempt) {
  if (attempt > times) return;
  if (parks) throw new TerminalError('The plan says that somebody has to look.');
  throw new RetryableError('The plan says so.');
}
