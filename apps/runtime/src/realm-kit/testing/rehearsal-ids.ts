import { Ids, type IdPrefix } from '../../determinism/ids.js';

/** The same ids and the same chance in every rehearsal, so that two of them can be compared. */
export class RehearsalIds extends Ids {
  private readonly count = new Map<IdPrefix, number>();

  override next(prefix: IdPrefix): string {
    const nth = (this.count.get(prefix) ?? 0) + 1;
    this.count.set(prefix, nth);
    return `${prefix}_${nth}`;
  }

  override random(): number {
    return 0.5;
  }
}
