import { Ids, type IdPrefix } from '../../../determinism/ids.js';
import type { Random } from './random.js';

/** Ids that sort by the order in which they were made, and chance from a seed. All lives of a simulation share them. */
export class SeededIds extends Ids {
  private made = 0;

  constructor(private readonly chance: Random) {
    super();
  }

  override next(prefix: IdPrefix): string {
    this.made += 1;
    return `${prefix}_${String(this.made).padStart(6, '0')}`;
  }

  override random(): number {
    return this.chance.next();
  }
}
