import type { Clock } from '../determinism/clock.js';

const WINDOW_S = 60;

export type Counted = 'accepted' | 'ended' | 'events';
type Counts = Record<Counted, number>;

/** What this process has got done, and in the last minute second by second. The log is what remembers. */
export class Turnover {
  readonly since: number;
  private readonly totals: Counts = { accepted: 0, ended: 0, events: 0 };
  private readonly seconds = new Map<number, Counts>();

  constructor(private readonly clock: Clock) {
    this.since = clock.now();
  }

  count(what: Counted, by: number): void {
    if (by <= 0) return;
    this.totals[what] += by;
    const second = Math.floor(this.clock.now() / 1_000);
    let counts = this.seconds.get(second);
    if (counts === undefined) {
      this.seconds.set(second, (counts = { accepted: 0, ended: 0, events: 0 }));
      for (const old of this.seconds.keys()) if (old <= second - WINDOW_S) this.seconds.delete(old);
    }
    counts[what] += by;
  }

  /** Since the start. */
  total(what: Counted): number {
    return this.totals[what];
  }

  /** Each second on average, over the last minute or the time since the start if that is shorter. */
  rates(): Counts & { windowS: number } {
    const now = this.clock.now();
    const windowS = Math.max(1, Math.min(WINDOW_S, Math.round((now - this.since) / 1_000)));
    const oldest = Math.floor(now / 1_000) - WINDOW_S;
    const sum: Counts = { accepted: 0, ended: 0, events: 0 };
    for (const [second, counts] of this.seconds) {
      if (second <= oldest) continue;
      for (const what of Object.keys(sum) as Counted[]) sum[what] += counts[what];
    }
    const perSecond = (count: number): number => Math.round((count / windowS) * 100) / 100;
    return { windowS, accepted: perSecond(sum.accepted), ended: perSecond(sum.ended), events: perSecond(sum.events) };
  }
}
