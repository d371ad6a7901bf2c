import type { RealmChange } from '../execution-store.js';
import type { AppendRows } from '../sql/execution-rows.js';

type FactChange = Extract<RealmChange, { kind: 'fact.set' | 'fact.delete' }>;

/** What an append leaves of a fact that it changes. */
export interface FactLeft {
  readonly scope: string;
  readonly key: string;
  /** JSON text; null if it is deleted. */
  readonly value: string | null;
  /** How often it was set, each of which raises its version. */
  readonly raises: number;
}

export function isFactChange(change: RealmChange): change is FactChange {
  return change.kind === 'fact.set' || change.kind === 'fact.delete';
}

/** Of several changes of one fact the last counts. */
export function factsLeft({ changes }: Pick<AppendRows, 'changes'>): FactLeft[] {
  const left = new Map<string, FactLeft>();
  for (const change of changes) {
    if (!isFactChange(change)) continue;
    const { scope, key } = change;
    const place = JSON.stringify([scope, key]);
    const raises = left.get(place)?.raises ?? 0;
    const isSet = change.kind === 'fact.set';
    left.set(place, { scope, key, value: isSet ? change.value : null, raises: isSet ? raises + 1 : raises });
  }
  return [...left.values()];
}
