import { v7 } from 'uuid';

/** What an id is of. */
export type IdPrefix = 'ses' | 'exe' | 'art' | 'run' | 'sig';

/** Where ids and chance come from, so that the engine can run under a seed. */
export abstract class Ids {
  /** A new id: the prefix and a UUID of version 7 without hyphens, so that ids sort by the time they were made. */
  abstract next(prefix: IdPrefix): string;

  /** A number in [0, 1). */
  abstract random(): number;
}

/** Ids of this machine. */
export class SystemIds extends Ids {
  override next(prefix: IdPrefix): string {
    return `${prefix}_${v7().replaceAll('-', '')}`;
  }

  override random(): number {
    return Math.random();
  }
}
