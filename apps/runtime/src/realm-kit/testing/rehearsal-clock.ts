import { Clock, SystemClock, type Timer } from '../../determinism/clock.js';

/** What the lives of one rehearsal share. */
export interface RehearsalTime {
  now: number;
}

interface Waiting {
  readonly at: number;
  finish(): void;
}

/** Time that stands still until the rehearsal moves it to the next timer: sleeps and retries take none. */
export class RehearsalClock extends Clock {
  private readonly turns = new SystemClock();
  private waiting: Waiting[] = [];

  constructor(private readonly time: RehearsalTime) {
    super();
  }

  /** When the next timer is due; undefined if there is none. */
  get nextAt(): number | undefined {
    return this.waiting.length === 0 ? undefined : Math.min(...this.waiting.map(({ at }) => at));
  }

  /** Moves time to the next timer, and lets those that are due then be over. */
  advance(): void {
    const next = this.nextAt;
    if (next === undefined) return;
    this.time.now = Math.max(this.time.now, next);
    const due = this.waiting.filter(({ at }) => at <= next);
    this.waiting = this.waiting.filter(({ at }) => at > next);
    for (const { finish } of due) finish();
  }

  override now(): number {
    return this.time.now;
  }

  override timer(delay: number): Timer {
    if (delay <= 0) return { over: Promise.resolve(), cancel: () => undefined };
    let finish!: () => void;
    const over = new Promise<void>((resolve) => (finish = resolve));
    const waiting = { at: this.time.now + delay, finish };
    this.waiting.push(waiting);
    const cancel = (): void => {
      this.waiting = this.waiting.filter((other) => other !== waiting);
      finish();
    };
    return { over, cancel };
  }

  override atRest(): Promise<void> {
    return this.turns.atRest();
  }
}
