/** Where times stand in a picture, from 0 to 1, and the lines behind it. */
export interface TimeScale {
  readonly from: number;
  readonly span: number;
  /** The share of the width at which a time stands. */
  readonly at: (time: number) => number;
  readonly ticks: readonly { readonly at: number; readonly ms: number }[];
}

const NICE = [1, 2, 5];
const MOST_TICKS = 6;

/** A scale over which time is true: twice as long is twice as wide. */
export function timeScale(from: number, to: number): TimeScale {
  const span = Math.max(to - from, 1);
  const step = tickStep(span);
  const ticks = Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => ({
    at: (index * step) / span,
    ms: index * step,
  }));
  return { from, span, at: (time) => Math.min(1, Math.max(0, (time - from) / span)), ticks };
}

/** A round number of milliseconds of which a few fit: 1, 2 or 5 of a unit that clocks show. */
function tickStep(span: number): number {
  const units = [1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 86_400_000];
  for (const unit of units) for (const nice of NICE) if (span / (unit * nice) <= MOST_TICKS) return unit * nice;
  const days = span / 86_400_000 / MOST_TICKS;
  return Math.ceil(days) * 86_400_000;
}
