export interface BackoffLimits {
  /** The longest first wait. Each further one may be twice as long. */
  readonly startMs: number;
  /** The longest wait of all. */
  readonly capMs: number;
  /** The longest wait of one who was sent away by a server that stops. */
  readonly soonMs: number;
}

export const BACKOFF: BackoffLimits = { startMs: 100, capMs: 5_000, soonMs: 1_000 };

/** How long to wait before the next try. Every wait is drawn from its whole range, so that a crowd does not come back as one. */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly limits: BackoffLimits,
    private readonly random: () => number,
  ) {}

  /** After a failure. */
  next(): number {
    const { startMs, capMs } = this.limits;
    const longest = Math.min(capMs, startMs * 2 ** this.failures);
    this.failures += 1;
    return this.random() * longest;
  }

  /** After a farewell: nothing has failed. */
  soon(): number {
    return this.random() * this.limits.soonMs;
  }

  /** To be called when something has worked. */
  reset(): void {
    this.failures = 0;
  }
}
