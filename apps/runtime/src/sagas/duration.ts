/** Milliseconds, or a number with a unit: `'250ms'`, `'30s'`, `'5m'`, `'1h'`, `'7d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration in milliseconds. Throws a TypeError for anything else than `Duration` says. */
export function milliseconds(duration: Duration): number {
  if (typeof duration === 'number' && duration >= 0 && Number.isFinite(duration)) return duration;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(duration)) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new TypeError(`"${duration}" is not a duration. Write milliseconds as a number, or e.g. '30s', '5m', '1h'.`);
  }
  return Number(amount) * UNITS[unit]!;
}
