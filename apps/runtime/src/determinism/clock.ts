/** A wait that can be called off. */
export interface Timer {
  /** Resolves when the time is over, or was called off; never rejects. */
  readonly over: Promise<void>;
  cancel(): void;
}

/** Where time comes from, so that the engine can run under a virtual clock. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;

  /** Waits for `delay` milliseconds, however many they are. */
  abstract timer(delay: number): Timer;

  /** Resolves after `delay` milliseconds, or at once when the signal is aborted. It never rejects. */
  async sleep(delay: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    const timer = this.timer(delay);
    signal?.addEventListener('abort', timer.cancel, { once: true });
    await timer.over;
    signal?.removeEventListener('abort', timer.cancel);
  }

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

  override timer(delay: number): Timer {
    const until = this.now() + delay;
    let timeout: NodeJS.Timeout | undefined;
    let finish: () => void;
    const over = new Promise<void>((resolve) => (finish = resolve));
    const wait = (): void => {
      const left = until - this.now();
      if (left <= 0) finish();
      else timeout = setTimeout(wait, Math.min(left, LONGEST_TIMER));
    };
    wait();
    const cancel = (): void => {
      clearTimeout(timeout);
      finish();
    };
    return { over, cancel };
  }

  override atRest(): Promise<void> {
    // A tick that is scheduled by a microtask runs when the queue of microtasks has been used up.
    return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));
  }
}
