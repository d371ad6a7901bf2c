import type { Timer } from '../determinism/clock.js';
import { reach } from '../determinism/fault-points.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import type { Claimed, ExecutionStore } from '../storage/execution-store.js';
import type { RunEnvironment } from './run-environment.js';

/** Who carries out what was claimed. */
export interface Slots {
  /** How many more executions could be carried out now. */
  free(): number;
  /** Begins an execution that was asked for at `asked`; resolves when it has its slot. Never rejects. */
  take(record: ExecutionRecord, asked: number): Promise<void>;
  /** Sees to what may have been claimed although the store has failed to say so. */
  unsure(error: unknown): Promise<void>;
}

/** How long after a failed look the store is asked for work again. */
const LOOK_AGAIN_MS = 1_000;

/** Claims what nobody carries out, as far as slots are free, and wakes what waits when its time has come. */
export class WorkQueue {
  /** Slots that are promised to acceptances and claims under way. */
  private promised = 0;
  /** Whether the store may hold something that could go on. */
  private maybeMore = false;
  private looking = false;
  /** Whether the store is to be asked although nothing is known to wait: something may have been left, or have its turn. */
  private hinted = false;
  /** Whether it is being asked because of a hint alone. */
  private isGuess = false;
  /** Why it is not known what the last claim has claimed, if it is not. */
  private failure: unknown;
  private isOpen = false;
  private wake: { readonly at: number; readonly timer: Timer } | undefined;

  constructor(
    private readonly store: ExecutionStore,
    private readonly environment: RunEnvironment,
    private readonly owner: string,
    private readonly slots: Slots,
  ) {}

  /** Begins to claim. */
  open(): void {
    this.isOpen = true;
    this.look();
  }

  /** Claims and promises nothing any more. */
  close(): void {
    this.isOpen = false;
    this.wake?.timer.cancel();
    this.wake = undefined;
  }

  /** Promises a slot to an acceptance, unless there is none or somebody has waited for longer. */
  reserve(): boolean {
    if (!this.isOpen || this.maybeMore || (this.looking && !this.isGuess) || this.free() <= 0) return false;
    this.promised += 1;
    return true;
  }

  /** Takes a promise back, or says that it was kept. */
  settle(): void {
    this.promised -= 1;
  }

  /** To be called when something was accepted or left without an owner that could go on. */
  look(): void {
    this.maybeMore = true;
    this.fill();
  }

  /**
   * To be called when something may have been left by others, or may have its turn now. Whoever comes meanwhile does not
   * have to wait behind it.
   */
  hint(): void {
    this.hinted = true;
    this.fill();
  }

  /** To be called when a slot was freed. */
  freed(): void {
    if (this.maybeMore || this.hinted) this.fill();
  }

  /** To be called when an execution was put to sleep until the given time. */
  wakeAt(at: number): void {
    if (this.wake && this.wake.at <= at) return;
    this.wake?.timer.cancel();
    const timer = this.environment.clock.timer(Math.max(at - this.environment.clock.now(), 0));
    this.wake = { at, timer };
    const { wake } = this;
    void timer.over.then(() => {
      if (this.wake !== wake) return;
      this.wake = undefined;
      if (this.isOpen) this.look();
    });
  }

  private free(): number {
    return this.slots.free() - this.promised;
  }

  private fill(): void {
    if (this.looking || !this.isOpen) return;
    this.looking = true;
    this.claimAll()
      .catch(async (error: unknown) => {
        this.environment.warn(`The store could not be asked for work: ${String(error)}. Trying again.`);
        this.maybeMore = true;
        this.failure = error;
        await this.environment.clock.sleep(LOOK_AGAIN_MS);
      })
      .finally(() => {
        this.looking = false;
        if ((this.maybeMore || this.hinted) && this.free() > 0) this.fill();
      });
  }

  private async claimAll(): Promise<void> {
    if (this.failure !== undefined) await this.slots.unsure(this.failure);
    this.failure = undefined;
    while ((this.maybeMore || this.hinted) && this.isOpen && this.free() > 0) {
      // Where nothing is known to wait, half of the slots are left to those who come meanwhile.
      this.isGuess = !this.maybeMore;
      const limit = this.isGuess ? Math.ceil(this.free() / 2) : this.free();
      this.maybeMore = false;
      this.hinted = false;
      const asked = this.environment.clock.now();
      const { claimed, nextWakeAt, maybeMore } = await this.claim(limit);
      if (claimed.length === limit || maybeMore) this.maybeMore = true;
      await Promise.all(claimed.map((record) => this.slots.take(record, asked).finally(() => this.settle())));
      reach('claim.durable');
      if (claimed.some(({ status }) => status === 'waiting')) reach('wait.due');
      if (nextWakeAt !== null) this.wakeAt(nextWakeAt);
    }
  }

  /** Claims up to `limit`, to whom slots are promised then. */
  private async claim(limit: number): Promise<Claimed> {
    this.promised += limit;
    let unused = limit;
    try {
      reach('claim.before-write');
      const claimed = await this.store.claimReady({ owner: this.owner, limit, now: this.environment.clock.now() });
      unused -= claimed.claimed.length;
      return claimed;
    } finally {
      this.promised -= unused;
    }
  }
}
