const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration as people say it: 480 ms, 3.2 s, 4 min, 2 h 5 min. */
export function spokenDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < MINUTE - 500) return `${Math.round(ms / SECOND)} s`;
  if (ms < 10 * MINUTE) return two(ms, MINUTE, 'min', SECOND, 's');
  if (ms < HOUR - MINUTE / 2) return `${Math.round(ms / MINUTE)} min`;
  if (ms < DAY) return two(ms, HOUR, 'h', MINUTE, 'min');
  return two(ms, DAY, 'd', HOUR, 'h');
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const smalls = Math.round(ms / small);
  const ratio = large / small;
  const [whole, rest] = [Math.floor(smalls / ratio), smalls % ratio];
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}

/** How long ago, or in how long: what counts is the size, so one unit says it. */
export function spokenAgo(ms: number): string {
  const size = Math.abs(ms);
  const said =
    size < 5 * SECOND
      ? 'now'
      : size < MINUTE
        ? `${Math.round(size / SECOND)} s`
        : size < HOUR
          ? `${Math.round(size / MINUTE)} min`
          : size < DAY
            ? `${Math.round(size / HOUR)} h`
            : `${Math.round(size / DAY)} d`;
  if (said === 'now') return said;
  return ms >= 0 ? `${said} ago` : `in ${said}`;
}

/** The exact time in the reader's zone, with the zone. */
export function exactTime(time: string | number): string {
  return new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(new Date(time));
}

/** Bytes as people say them. */
export function spokenSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return unit === 0 ? `${bytes} bytes` : `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
