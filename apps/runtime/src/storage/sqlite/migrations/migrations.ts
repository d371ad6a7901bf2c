import type { Migration, MigrationProvider } from 'kysely';
import { firstTables } from './0001-first-tables.js';
import { lineage } from './0002-lineage.js';
import { access } from './0005-access.js';
import { retention } from './0004-retention.js';
import { appends } from './0007-appends.js';
import { turns } from './0003-turns.js';
import { searches } from '../../sql/searches.js';

/** Every change of the schema, in the order of the names. A released one is never edited. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-lineage': lineage,
  '0003-turns': turns,
  '0004-retention': retention,
  '0005-access': access,
  '0006-searches': searches,
  '0007-appends': appends,
};

export const migrations: MigrationProvider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
