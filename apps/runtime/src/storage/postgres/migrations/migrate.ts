import { Kysely, Migrator, PostgresDialect, type MigrationProvider } from 'kysely';
import { DatabaseError, Pool, type ClientConfig } from 'pg';
import { survive } from '../database-pool.js';
import { firstTables } from './0001-first-tables.js';
import { retention } from './0002-retention.js';
import { access } from './0003-access.js';
import { appends } from './0005-appends.js';
import { searches } from '../../sql/searches.js';

/** Every change of the schema, in the order of the names. A released one is never edited. */
export const migrations: MigrationProvider = {
  getMigrations: () =>
    Promise.resolve({
      '0001-first-tables': firstTables,
      '0002-retention': retention,
      '0003-access': access,
      '0004-searches': searches,
      '0005-appends': appends,
    }),
};

const DUPLICATE_OBJECT = '42710';
const UNIQUE_VIOLATION = '23505';
const NOT_ALLOWED = '42501';

/** Brings the schema up to date. Of several processes that start at once one does so, and the others wait. */
export async function migrate(config: ClientConfig): Promise<void> {
  // Tables may be large, and the others wait for as long.
  const pool = new Pool({ ...config, max: 1, statement_timeout: 0, query_timeout: 0 });
  survive(pool);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await ensureRole(pool);
    const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest();
    if (error !== undefined) throw error;
  } finally {
    await db.destroy();
  }
}

/** Roles are the server's, not the database's: another database of it may have made it, this very moment too. */
export async function ensureRole(pool: Pool): Promise<void> {
  // What may be granted apart since 16 went together before.
  const { rowCount } = await pool.query(
    `SELECT 1 FROM pg_roles WHERE rolname = 'symphainy_requests'
       AND pg_has_role(oid, CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END)`,
  );
  if (rowCount === 1) return;
  try {
    await pool.query('CREATE ROLE symphainy_requests NOLOGIN').catch(unless(DUPLICATE_OBJECT, UNIQUE_VIOLATION));
    await pool.query('GRANT symphainy_requests TO CURRENT_USER').catch(unless(UNIQUE_VIOLATION));
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== NOT_ALLOWED) throw error;
    throw new Error(
      'DATABASE_URL: its user may not create the role that requests read with. Have an administrator run ' +
        '"CREATE ROLE symphainy_requests NOLOGIN; GRANT symphainy_requests TO <that user>" once.',
      { cause: error },
    );
  }
}

function unless(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof DatabaseError) || !codes.includes(error.code ?? '')) throw error;
  };
}
