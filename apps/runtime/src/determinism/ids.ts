import { v7 } from 'uuid';

/** What an id is of. */
export type IdPrefix = 'ses' | 'exe' | 'art' | 'run' | 'sig' | 'let' | 'key' | 'tkt';

/** Where ids and chance come from, so that the engine can run under a seed. */
export abstract class Ids {
  /** A new id: the prefix and a UUID of version 7 without hyphens, so that ids sort by the time they were made. */
  abstract next(prefix: IdPrefix): string;

  /** A number in [0, 1). */
  abstract random(): number;
}

/** How far what is said to have happened at a time may be from when its id was made, in milliseconds. */
const SLACK_MS = 60_000;

/** An id below all that were made for what happened at or after a time, in milliseconds since the epoch. */
export function idBefore(prefix: IdPrefix, time: number): string {
  const msecs = Math.max(0, Math.floor(time) - SLACK_MS);
  return `${prefix}_${msecs.toString(16).padStart(12, '0')}`;
}

/** Bytes that one id takes. */
const ID_BYTES = 16;
/** Chance is asked of the system for many ids at once: asking costs more than the bytes. */
const POOL_BYTES = 256 * ID_BYTES;

/** Ids of this machine: of one millisecond each is greater than the one before. */
export class SystemIds extends Ids {
  private readonly pool = new Uint8Array(POOL_BYTES);
  private used = POOL_BYTES;
  private msecs = 0;
  private seq = 0;

  override next(prefix: IdPrefix): string {
    const random = this.bytes();
    const now = Date.now();
    if (now > this.msecs) {
      this.msecs = now;
      // Half of the space at the least is left to count up in.
      this.seq = ((random[6]! & 0x7f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!;
    } else {
      this.seq += 1;
    }
    return `${prefix}_${v7({ random, msecs: this.msecs, seq: this.seq }).replaceAll('-', '')}`;
  }

  override random(): number {
    return Math.random();
  }

  private bytes(): Uint8Array {
    if (this.used === POOL_BYTES) {
      crypto.getRandomValues(this.pool);
      this.used = 0;
    }
    this.used += ID_BYTES;
    return this.pool.subarray(this.used - ID_BYTES, this.used);
  }
}
