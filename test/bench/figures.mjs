export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Of values in rising order: what a share of them is no greater than. */
export const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

export const perSecond = (rate) => `${Math.round(rate).toLocaleString('en')}/s`;

export const milliseconds = (time) => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;

const percent = (part) => `${Math.round(part * 100)} %`;

/** A row whose ratio is a share of what was measured beside it; `least` is the share that it should reach. */
export function share({ what, ours, beside, of, least }) {
  const reached = ours / beside;
  const row = { what, ours: perSecond(ours), beside: `${of} ${perSecond(beside)}`, ratio: percent(reached) };
  return least === undefined ? row : { ...row, bar: `≥ ${percent(least)}`, met: reached >= least };
}
