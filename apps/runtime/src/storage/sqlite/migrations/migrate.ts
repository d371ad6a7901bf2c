import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely, Migrator } from 'kysely';
import { sqliteDialect } from '../sqlite-dialect.js';
import { migrations } from './migrations.js';

/** Brings the schema up to date, one migration after another, in a transaction. */
export async function migrate(db: DatabaseSyncInstance): Promise<void> {
  const kysely = new Kysely<unknown>({
    dialect: sqliteDialect(async (sql, parameters) => {
      const statement = db.prepare(sql);
      return statement.all(...(parameters as (string | number | null)[]));
    }),
  });
  const { error } = await new Migrator({ db: kysely, provider: migrations }).migrateToLatest();
  if (error !== undefined) throw error;
}
