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

/** Of artifacts that a rehearsed step makes: none that a test is likely to give by itself. */
export class MadeArtifactIds extends RehearsalIds {
  override next(prefix: IdPrefix): string {
    return super.next(prefix).replace('_', '_made_');
  }
}

/** A step that is tried again makes another artifact: ids are told apart by the order in which they are first named. */
export function withArtifactsNumbered<Value>(value: Value): Value {
  const seen: string[] = [];
  const numbered = JSON.stringify(value).replace(/\bart_made_\d+/g, (id) => {
    if (!seen.includes(id)) seen.push(id);
    return `art_made_${seen.indexOf(id) + 1}`;
  });
  return JSON.parse(numbered) as Value;
}
