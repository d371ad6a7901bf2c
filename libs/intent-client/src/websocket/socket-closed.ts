import type { STREAM_CLOSE } from '@app/intent-contracts';

/** The catalogue of the contracts, which cannot be imported as a value without all that checks it. */
export const CLOSE: typeof STREAM_CLOSE = {
  goingAway: 1001,
  policy: 1008,
  tooBig: 1009,
  tooSlow: 1013,
  unauthenticated: 4401,
  forbidden: 4403,
};

/** What to do about the closes after which connecting again does not help. */
const ADVICE: Readonly<Record<number, string>> = {
  [CLOSE.policy]: 'It could not understand what was sent to it. Is this client older or newer than the server?',
  [CLOSE.tooBig]: 'A frame was too large. Ask for fewer types of events at a time.',
  [CLOSE.unauthenticated]: 'The credentials are missing or have run out. Make a new client with fresh ones.',
  [CLOSE.forbidden]: 'These credentials may not follow here.',
};

/** The server has closed the connection for a reason that stays. */
export class SocketClosed extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
  ) {
    super(`The server has closed the connection (${code}${reason && `: ${reason}`}). ${ADVICE[code] ?? ''}`.trimEnd());
    this.name = 'SocketClosed';
  }

  /** Whether a close with this code is one. */
  static isFinal(code: number): boolean {
    return code in ADVICE;
  }
}
