/** Where time comes from, so that the engine can run under a virtual clock. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;

  /** Resolves after `delay` milliseconds, or at once when the signal is aborted. It never rejects. */
  abstract sleep(delay: number, signal?: AbortSignal): Promise<void>;

  /** Resolves when all promise reactions that are due have run: code that only awaits settled promises is at rest. */
  abstract atRest(): Promise<void>;
}

/** Longest delay that a timer of the platform takes; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The time of this machine. */
export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }

  override async sleep(delay: number, signal?: AbortSignal): Promise<void> {
    const until = this.now() + delay;
    do {
      if (signal?.aborted) return;
      await this.timer(Math.min(Math.max(until - this.now(), 0), LONGEST_TIMER), signal);
    } while (this.now() < until);
  }

  override atRest(): Promise<void> {
    // A tick that is scheduled by a microtask runs when the queue of microtasks has been used up.
    return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));
  }

  private timer(delay: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delay);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}
