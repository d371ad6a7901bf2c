import { ProblemError } from '@app/intent-contracts';

const encode = (parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** A place in the stream of one execution: after the entry of this sequence. */
export function executionCursor(executionId: string, sequence: number): string {
  return encode(['x', executionId, sequence]);
}

/** A place in the feed of a tenant: after the entry at this position. */
export function feedCursor(tenantId: string, position: string | undefined): string {
  return encode(['f', tenantId, position ?? 0]);
}

/** In place of a cursor: what comes from now on. */
export const LATEST = 'latest';

/** Sequence to go on after; 0 without a cursor. Throws for what is no cursor, and for one of another stream. */
export function sequenceAfter(cursor: string | undefined, executionId: string): number {
  const parts = decode(cursor);
  if (!parts) return 0;
  if (parts[0] !== 'x' || parts[1] !== executionId) throw ofAnotherStream(`execution ${executionId}`);
  return Number(parts[2]);
}

/**
 * Position to go on after; undefined without a cursor. Throws for what is no cursor, and for one of another stream;
 * another tenant's feed is one that there is not.
 */
export function positionAfter(cursor: string | undefined, tenantId: string): string | undefined {
  const parts = decode(cursor);
  if (!parts) return undefined;
  if (parts[0] !== 'f') throw ofAnotherStream('this feed');
  if (parts[1] !== tenantId) {
    throw new ProblemError('STREAM_NOT_FOUND', 'The cursor is of a feed that there is not, or not for you.');
  }
  return parts[2] === 0 ? undefined : String(parts[2]);
}

/** Stream, what it is of, and the place: a sequence, or a position as the store writes it. */
type CursorParts = ['x' | 'f', string, number | string];

function decode(cursor: string | undefined): CursorParts | undefined {
  if (cursor === undefined) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    parts = undefined;
  }
  if (!isCursor(parts)) {
    throw new ProblemError('CURSOR_INVALID', 'Pass on a cursor as it was given, or none to begin at the beginning.');
  }
  return parts;
}

/** What a store can count in one log. */
const MOST_ENTRIES = 2 ** 31 - 1;

function isCursor(parts: unknown): parts is CursorParts {
  if (!Array.isArray(parts) || parts.length !== 3) return false;
  const [stream, of, place] = parts as unknown[];
  if (typeof of !== 'string') return false;
  if (stream === 'x') return isNumber(place, MOST_ENTRIES);
  return stream === 'f' && (isNumber(place, Number.MAX_SAFE_INTEGER) || isPosition(place));
}

function isNumber(place: unknown, most: number): boolean {
  return Number.isSafeInteger(place) && Number(place) >= 0 && Number(place) <= most;
}

/** Numbers that both stores can hold, joined by dots where a position has several. */
function isPosition(place: unknown): boolean {
  return typeof place === 'string' && /^\d{1,18}(\.\d{1,18}){0,2}$/.test(place);
}

function ofAnotherStream(stream: string): ProblemError {
  const detail = `This cursor was not given out by ${stream}. Use a cursor in the stream that it came from.`;
  return new ProblemError('CURSOR_OF_ANOTHER_STREAM', detail);
}
