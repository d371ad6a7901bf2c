import { Clock, type Timer } from '../../../determinism/clock.js';

interface Pending {
  readonly at: number;
  readonly clock: VirtualClock;
  readonly finish: () => void;
}

/** When every simulation begins. */
const BEGINNING = 1_800_000_000_000;

/** The time of a simulated world: it stands still unless the scheduler moves it. */
export class VirtualTime {
  now = BEGINNING;
  private pending: Pending[] = [];

  /** A clock for one life of a process. */
  clock(): VirtualClock {
    return new VirtualClock(this);
  }

  add(timer: Pending): void {
    // In the order in which they are due; of two that are due at once the elder one goes first.
    let place = this.pending.length;
    while (place > 0 && this.pending[place - 1]!.at > timer.at) place -= 1;
    this.pending.splice(place, 0, timer);
  }

  remove(timer: Pending): void {
    this.pending = this.pending.filter((other) => other !== timer);
  }

  /** Timers of a process that has died are nobody's. */
  drop(clock: VirtualClock): void {
    this.pending = this.pending.filter((timer) => timer.clock !== clock);
  }

  get nextAt(): number | undefined {
    return this.pending[0]?.at;
  }

  /** Lets some time pass, but none that a timer waits for. */
  pass(milliseconds: number): void {
    this.now = Math.min(this.now + milliseconds, Math.max(this.now, (this.nextAt ?? Infinity) - 1));
  }

  /** Moves to the next timer and ends it. */
  advance(): void {
    const next = this.pending.shift();
    if (!next) return;
    this.now = Math.max(this.now, next.at);
    next.finish();
  }
}

/** The clock of one life of a process. When that is killed nothing it waits for ever comes. */
export class VirtualClock extends Clock {
  private alive = true;

  constructor(private readonly time: VirtualTime) {
    super();
  }

  override now(): number {
    return this.time.now;
  }

  override timer(delay: number): Timer {
    let finish!: () => void;
    const over = new Promise<void>((resolve) => (finish = resolve));
    if (!this.alive) return { over: new Promise(() => undefined), cancel: () => undefined };
    const pending = { at: this.time.now + delay, clock: this, finish };
    this.time.add(pending);
    const cancel = (): void => {
      this.time.remove(pending);
      finish();
    };
    return { over, cancel };
  }

  override atRest(): Promise<void> {
    if (!this.alive) return new Promise(() => undefined);
    return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));
  }

  kill(): void {
    this.alive = false;
    this.time.drop(this);
  }
}
