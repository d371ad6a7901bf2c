import type { Clock } from '../determinism/clock.js';

/** A count that is this old is taken anew, before anybody is refused for it sooner. */
const FRESH_MS = 5_000;
const LEAST_MS = 50;

interface Count {
  readonly value: number;
  readonly at: number;
}

/**
 * What tenants have, as the store counts it, and what was added since. It is counted rarely while there is room, and again
 * before anybody is turned away; between replicas it can be over by what they let in at the same moment.
 */
export class CountedUsage {
  private readonly counts = new Map<string, Count>();
  private readonly added = new Map<string, number>();
  private readonly counting = new Map<string, Promise<void>>();

  constructor(
    private readonly count: (tenantId: string, quota: number) => Promise<number>,
    private readonly clock: Clock,
  ) {}

  /** Adds `amount` if it is within the quota, and says whether it is. */
  async take(tenantId: string, amount: number, quota: number): Promise<boolean> {
    if ((await this.current(tenantId, quota)) + amount > quota) return false;
    this.add(tenantId, amount);
    return true;
  }

  add(tenantId: string, amount: number): void {
    this.added.set(tenantId, (this.added.get(tenantId) ?? 0) + amount);
  }

  /** At most a few seconds old; and if it reaches the quota, of this moment. */
  async current(tenantId: string, quota: number): Promise<number> {
    const age = this.clock.now() - (this.counts.get(tenantId)?.at ?? Number.NEGATIVE_INFINITY);
    if (age > FRESH_MS || (this.known(tenantId) >= quota && age > LEAST_MS)) await this.recount(tenantId, quota);
    return this.known(tenantId);
  }

  private known(tenantId: string): number {
    return (this.counts.get(tenantId)?.value ?? 0) + (this.added.get(tenantId) ?? 0);
  }

  private recount(tenantId: string, quota: number): Promise<void> {
    let counting = this.counting.get(tenantId);
    if (counting === undefined) {
      const before = this.added.get(tenantId) ?? 0;
      counting = this.count(tenantId, quota)
        .then((value) => {
          this.counts.set(tenantId, { value, at: this.clock.now() });
          this.added.set(tenantId, (this.added.get(tenantId) ?? 0) - before);
        })
        .finally(() => this.counting.delete(tenantId));
      this.counting.set(tenantId, counting);
    }
    return counting;
  }
}
