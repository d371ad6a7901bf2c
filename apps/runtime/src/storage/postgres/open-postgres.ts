import type { Clock } from '../../determinism/clock.js';
import type { OpenedStore } from '../opened-store.js';

export async function openPostgres(_url: string, _clock: Clock): Promise<OpenedStore> {
  throw new Error('not yet');
}
