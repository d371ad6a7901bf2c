import type { DataMash } from '@app/intent-contracts';
import type { FactReader, FactStore } from '../../realm-kit/index.js';

const mashKey = (mashId: string) => `mash/${mashId}`;

export function recordMash(state: FactStore, mash: DataMash): void {
  state.set(mashKey(mash.mash_id), mash);
}

export function forgetMash(state: FactStore, mashId: string): void {
  state.delete(mashKey(mashId));
}

export async function findMash(state: FactReader, mashId: string): Promise<DataMash | undefined> {
  return state.get<DataMash>(mashKey(mashId));
}
