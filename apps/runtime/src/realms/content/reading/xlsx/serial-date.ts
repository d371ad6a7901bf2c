const DAY_MS = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** The first day of the year 10000, which no spreadsheet program shows. */
const BEYOND = Date.UTC(10_000, 0, 1);

/** What a number format shows of a date. */
export type DateParts = 'date' | 'time' | 'date-time' | 'elapsed';

/**
 * The ISO text of a day that is counted from 1900 or 1904, or undefined for a number that is no date there. What the
 * format hides is not lost: a day that has a time is a timestamp, whatever is shown of it.
 */
export function serialDate(serial: number, parts: DateParts, date1904: boolean): string | undefined {
  // Days are fractions of 15 digits: a millisecond is as much as they can tell.
  const ms = Math.round(serial * DAY_MS);
  if (!Number.isFinite(ms) || ms < 0) return undefined;
  if (parts === 'elapsed') return timeText(ms);
  if (parts === 'time' && ms < DAY_MS) return timeText(ms);
  const day = dayText(Math.floor(ms / DAY_MS), date1904);
  if (day === undefined) return undefined;
  return parts === 'date' && ms % DAY_MS === 0 ? day : `${day}T${timeText(ms % DAY_MS)}`;
}

/**
 * Lotus 1-2-3 took 1900 for a leap year, and so has everybody since: day 60 never was, and the days before it are one
 * later than counting back would have them. It and day 0 stand as every program shows them.
 */
function dayText(day: number, date1904: boolean): string | undefined {
  if (date1904) return isoDay(EPOCH_1904 + day * DAY_MS);
  if (day === 0) return '1900-01-00';
  if (day === 60) return '1900-02-29';
  return isoDay(EPOCH_1900 + (day < 60 ? day + 1 : day) * DAY_MS);
}

function isoDay(time: number): string | undefined {
  return time < BEYOND ? new Date(time).toISOString().slice(0, 10) : undefined;
}

/** Hours go on beyond 24 where time has elapsed. */
function timeText(ms: number): string {
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1_000) % 60].map(Math.floor);
  const clock = [hours!, minutes!, seconds!].map((part) => String(part).padStart(2, '0')).join(':');
  const fraction = ms % 1_000;
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(3, '0').replace(/0+$/, '')}`;
}
