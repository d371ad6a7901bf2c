import { problemOf, type Problem } from '@app/intent-contracts';
import type { Clock } from '../determinism/clock.js';
import { LazyAbort } from './lazy-abort.js';
import { isNotApplied, problemOfThrown, RetryableError, TerminalError } from './saga-errors.js';

/** How an attempt of a step or an undo ended. */
export type AttemptOutcome =
  | { readonly kind: 'succeeded'; readonly output: unknown }
  | {
      readonly kind: 'failed';
      readonly problem: Problem;
      /** Whether trying again cannot help. */
      readonly terminal: boolean;
      readonly notApplied: boolean;
      /** Milliseconds that the thrower asks to be waited. */
      readonly retryAfter: number | undefined;
    }
  /** It ran out of time: whether it took effect is not known. */
  | { readonly kind: 'timed_out'; readonly problem: Problem };

/** How long an aborted attempt may take to say how it ended. */
export const GRACE_MS = 5_000;

/** An attempt under way. */
export class Attempt {
  private readonly stop = new LazyAbort();
  /** Resolves when the work has ended or was given up; never rejects. */
  readonly outcome: Promise<AttemptOutcome>;

  constructor(
    private readonly step: string,
    work: (attempt: Attempt) => unknown,
    private readonly clock: Clock,
    timeout?: number,
  ) {
    const settled = this.settle(work);
    this.outcome = timeout === undefined ? settled : this.within(timeout, settled);
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Tells the work to stop. What it does then, and how it ends, is its own affair. */
  abort(reason: string): void {
    this.stop.abort(reason);
  }

  private async settle(work: (attempt: Attempt) => unknown): Promise<AttemptOutcome> {
    try {
      return { kind: 'succeeded', output: recordable(this.step, await work(this)) };
    } catch (thrown) {
      return {
        kind: 'failed',
        problem: problemOfThrown(thrown, this.step),
        terminal: thrown instanceof TerminalError,
        notApplied: isNotApplied(thrown),
        retryAfter: thrown instanceof RetryableError ? thrown.retryAfter : undefined,
      };
    }
  }

  /** One that ends well in its grace has ended well; any other that was aborted for its time has an unknown outcome. */
  private async within(limit: number, settled: Promise<AttemptOutcome>): Promise<AttemptOutcome> {
    const outcome = await this.race(settled, limit);
    if (outcome) return outcome;
    this.abort(`The attempt took longer than its time-out of ${limit} ms.`);
    const late = await this.race(settled, GRACE_MS);
    if (late?.kind === 'succeeded' || (late?.kind === 'failed' && late.notApplied)) return late;
    const detail = `An attempt took longer than ${limit} ms and was aborted. Raise the step's timeout, or find out why it is slow.`;
    return { kind: 'timed_out', problem: problemOf('STEP_TIMED_OUT', detail, { step: this.step }) };
  }

  private async race<Result>(settled: Promise<Result>, delay: number): Promise<Result | undefined> {
    const timer = this.clock.timer(delay);
    const outcome = await Promise.race([settled, timer.over.then(() => undefined)]);
    timer.cancel();
    return outcome;
  }
}

/** The value as its JSON will be read back. Throws if it has none: the effect stands, but the outcome cannot be recorded. */
export function recordable(step: string | undefined, value: unknown): unknown {
  if (value === undefined) return undefined;
  try {
    const json = JSON.stringify(value) as string | undefined;
    if (json === undefined) throw new TypeError(`a ${typeof value} has no JSON form`);
    return JSON.parse(json);
  } catch (cause) {
    const what = step === undefined ? 'What the handler returned' : `What step "${step}" returned`;
    throw new TerminalError(`${what} cannot be recorded as JSON: ${(cause as Error).message}. Return plain data.`, {
      code: 'RESULT_INVALID',
      cause,
    });
  }
}
