/** Below so many characters every whole number is one that JavaScript keeps. */
const SAFE_LENGTH = 15;
/** A whole number with more digits is larger than any number that JavaScript has. */
const LONGEST = 400;
const EXPONENT = /[eE]/;

/** A number as it is written, and what would have become of it. */
export interface Losing {
  /** What JavaScript makes of it. */
  readonly value: number;
  readonly code: string;
  readonly detail: string;
}

/** Whether a number in the text of a body would be changed by being read: it is too large, or has too many digits. */
export function isLosing(text: Uint8Array, from: number, to: number): boolean {
  if (to - from <= SAFE_LENGTH && !hasExponent(text, from, to)) return false;
  if (to - from > LONGEST) return true;
  const written = literal(text, from, to);
  const value = Number(written);
  if (Number.isNaN(value) || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return false;
  if (!Number.isFinite(value)) return true;
  // Who writes an exponent asks for a floating-point number, and gets the nearest one.
  if (EXPONENT.test(written)) return false;
  if (written.includes('.')) return true;
  // JavaScript itself writes a large double with zeros at its end, and reads the same double from that.
  return BigInt(written) !== BigInt(value) && written !== String(value);
}

export function lossOf(text: Uint8Array, from: number, to: number): Losing {
  const value = Number(literal(text, from, to));
  return Number.isFinite(value)
    ? {
        value,
        code: 'digits_lost',
        detail: `A number beyond 2^53 would lose digits: it would be read as ${value}. Send it as a string.`,
      }
    : { value, code: 'max_number', detail: 'A number is larger than a double can be. Send it as a string.' };
}

function hasExponent(text: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (text[at] === 0x45 || text[at] === 0x65) return true;
  return false;
}

/** Digits are ASCII: no decoder is needed, and numbers are short. */
function literal(text: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...text.subarray(from, Math.min(to, from + 2 * LONGEST)));
}
