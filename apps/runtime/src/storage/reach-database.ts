import type { RuntimeConfig } from '../config/runtime-config.js';
import { StoreFailure } from './store-failure.js';

/** Why the database that the settings name cannot be used; undefined if it can, or if it is a file of this machine. */
export async function reachDatabase({ databaseUrl, lease }: RuntimeConfig): Promise<string | undefined> {
  if (databaseUrl === undefined) return undefined;
  const { checkPostgres } = await import('./postgres/open-postgres.js');
  try {
    await checkPostgres(databaseUrl, lease);
    return undefined;
  } catch (error) {
    return StoreFailure.of(error).message;
  }
}
