import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, Migrator } from 'kysely';
import { artifactContract } from '../testing/artifact-contract.js';
import { feedContract } from '../testing/feed-contract.js';
import { searchContract } from '../testing/search-contract.js';
import { acceptance, execution, session } from '../testing/records.js';
import { storesOn } from '../testing/stores-on.js';
import { storeContract } from '../testing/store-contract.js';
import { migrations } from './migrations/migrations.js';
import { NEWEST_MIGRATION } from './migrations/newest-migration.js';
import { FileLock } from './file-lock.js';
import { LocalConnection } from './local-connection.js';
import { SqliteDatabase } from './sqlite-database.js';
import { sqliteDialect } from './sqlite-dialect.js';

const open = async () => storesOn(await LocalConnection.open());
storeContract('SQLite', open);
feedContract('SQLite', open);
artifactContract('SQLite', open);
searchContract('SQLite', open);

/** How the database carries out what it was asked. */
async function plansOf(
  connection: LocalConnection,
  asked: readonly Parameters<LocalConnection['query']>[],
): Promise<string[]> {
  const plans: string[] = [];
  for (const [sql, parameters] of [...asked]) {
    const plan = (await connection.query(`EXPLAIN QUERY PLAN ${sql}`, parameters)) as { detail: string }[];
    plans.push(plan.map(({ detail }) => detail).join('; '));
  }
  return plans;
}

describe('the SQLite file', () => {
  it('is a version that does not lose commits when its log is reset', () => {
    const { version } = new DatabaseSync(':memory:').prepare('SELECT sqlite_version() AS version').get() as {
      version: string;
    };
    const [major, minor, patch] = version.split('.').map(Number);
    expect(major! * 1e6 + minor! * 1e3 + patch!).toBeGreaterThanOrEqual(3_051_003);
  });

  it('knows which of its migrations is the newest, so that a database that has it loads none', async () => {
    expect(
      Object.keys(await migrations.getMigrations())
        .sort()
        .at(-1),
    ).toBe(NEWEST_MIGRATION);
  });

  it('is brought up to date although whoever began to do so died at any statement of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
    const path = join(folder, 'runtime.db');
    for (let statements = 0, isWhole = false; !isWhole; statements += 5) {
      const db = new DatabaseSync(path);
      let left = statements;
      const kysely = new Kysely<unknown>({
        dialect: sqliteDialect(async (sql, values) => {
          if (left === 0) throw new Error('died');
          left -= 1;
          return db.prepare(sql).all(...(values as string[]));
        }),
      });
      const { error } = await new Migrator({ db: kysely, provider: migrations })
        .migrateToLatest()
        .catch((thrown: unknown) => ({ error: thrown }));
      isWhole = error === undefined;
      if (!isWhole) expect(String(error)).toContain('died');
      if (db.isTransaction) db.exec('ROLLBACK');
      db.close();
    }
    await rm(folder, { recursive: true });
  });

  it('of the first release is brought up to date, with its log and places in it, and knows what its executions work with', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
    const path = join(folder, 'runtime.db');
    const old = new DatabaseSync(path);
    const kysely = new Kysely<unknown>({
      dialect: sqliteDialect(async (sql, values) => old.prepare(sql).all(...(values as string[]))),
    });
    const { error } = await new Migrator({ db: kysely, provider: migrations }).migrateTo('0001-first-tables');
    expect(error).toBeUndefined();
    old.exec(
      `INSERT INTO artifacts VALUES ('art_1', 'acme', 'ses_1', 'exe_1', 0, 'a.csv', NULL, 'text/csv', 1, 'ab', 1);
       INSERT INTO executions VALUES ('exe_1', 'acme', 'ses_1', 'content.upload', 'content', 1, NULL, 'running', NULL,
         0, NULL, NULL, NULL, '[]', 1, 1, 1, NULL, NULL, 1);
       INSERT INTO events VALUES (7, 'exe_1', 1, 'acme', 'execution.accepted', 5, '{"a":1}'),
         (8, 'exe_1', 2, 'acme', 'execution.started', 6, '{}'), (9, 'exe_1', 3, 'acme', 'step.started', 7, '{}');
       DELETE FROM events WHERE position = 9`,
    );
    old.close();

    const stores = storesOn(await LocalConnection.open(path));
    await expect(stores.artifacts.list({ tenantId: 'acme', limit: 9 })).resolves.toMatchObject([
      { artifactId: 'art_1' },
    ]);
    await expect(stores.lineage.records('acme', ['art_1'])).resolves.toMatchObject([{ filename: 'a.csv' }]);
    await expect(stores.artifacts.removeUnused('acme', 'art_1')).resolves.toBe('in_use');
    await expect(stores.executions.entries('acme', 'exe_1', 0)).resolves.toEqual([
      { sequence: 1, type: 'execution.accepted', time: 5, data: '{"a":1}' },
      { sequence: 2, type: 'execution.started', time: 6, data: '{}' },
    ]);
    await stores.sessions.create(session('ses_1'));
    await stores.executions.accept(acceptance(execution('exe_2')));
    // Places that were given out stay what they are, and none is given out twice.
    const { entries } = await stores.executions.feed({ tenantId: 'acme', after: '7', limit: 9 });
    expect(entries.map(({ executionId, position }) => [executionId, position])).toEqual([
      ['exe_1', '8'],
      ['exe_2', '10'],
    ]);
    await stores.close();
    await rm(folder, { recursive: true });
  });

  it('answers for artifacts, facts and lineages by an index that has every filter and the order', async () => {
    const connection = await LocalConnection.open();
    const { artifacts, facts, lineage } = storesOn(connection);
    const asked = jest.spyOn(connection, 'query');
    const page = { tenantId: 'acme', limit: 50, before: 'art_9' };
    await artifacts.list(page);
    await artifacts.list({ ...page, sessionId: 'ses_1' });
    await artifacts.list({ ...page, kind: 'table' });
    await artifacts.list({ ...page, sessionId: 'ses_1', kind: 'table' });
    const range = { tenantId: 'acme', scope: 'realm:content', prefix: 'content/', after: 'content/art_9', limit: 50 };
    await facts.list({ ...range, descending: true });
    await lineage.sourcesOf('acme', ['art_1'], 50);
    await lineage.madeFrom('acme', ['art_1'], 50);
    await lineage.records('acme', ['art_1']);
    const plans = await plansOf(connection, asked.mock.calls);
    await connection.close();

    expect(plans).toHaveLength(8);
    expect(plans.filter((plan) => /SCAN|TEMP B-TREE/.test(plan))).toEqual([]);
    expect(plans.map((plan) => /\((.*?)\)/.exec(plan)![1])).toEqual([
      'tenant_id=? AND artifact_id<?',
      'tenant_id=? AND session_id=? AND artifact_id<?',
      'tenant_id=? AND kind=? AND artifact_id<?',
      'tenant_id=? AND session_id=? AND kind=? AND artifact_id<?',
      'tenant_id=? AND scope=? AND key>? AND key<?',
      'tenant_id=? AND artifact_id=?',
      'tenant_id=? AND source_id=?',
      expect.any(String),
    ]);
  });

  it('finds few executions among very many by an index that has them, whatever else they are to be', async () => {
    const connection = await LocalConnection.open();
    const { executions } = storesOn(connection);
    const asked = jest.spyOn(connection, 'query');
    const page = { tenantId: 'acme', limit: 50 };
    const [status, ofSession, type] = [{ status: 'failed' }, { sessionId: 'ses_1' }, { intentType: 'a.b' }] as const;
    await executions.list({ ...page, ...status });
    await executions.list({ ...page, ...status, ...ofSession, ...type, createdAfter: 1 });
    await executions.list({ ...page, ...ofSession });
    await executions.list({ ...page, ...ofSession, ...type });
    await executions.list({ ...page, ...type, createdAfter: 1 });
    await executions.list({ ...page, createdAfter: 1 });
    await executions.list({ ...page, status: 'paused' });
    await executions.list({ ...page, status: 'running', ...type, ...ofSession });
    const plans = await plansOf(connection, asked.mock.calls);
    await connection.close();

    expect(plans.filter((plan) => /TEMP B-TREE/.test(plan))).toEqual([]);
    expect(plans.map((plan) => /INDEX (.*?)\)/.exec(plan)![1])).toEqual([
      'executions_unsuccessful (tenant_id=? AND status=?',
      'executions_unsuccessful (tenant_id=? AND status=? AND execution_id>?',
      'executions_of_session (tenant_id=? AND session_id=?',
      expect.stringMatching(/^executions_of_(session|type) /),
      'executions_of_type (tenant_id=? AND intent_type=? AND execution_id>?',
      'executions_by_tenant (tenant_id=? AND execution_id>?',
      'executions_by_tenant (tenant_id=? AND execution_id=?',
      expect.stringMatching(/ AND execution_id=\?$/),
    ]);
    // What goes on is looked up in the index of it alone.
    expect(plans.slice(-2)).toEqual(
      [0, 0].map(() => expect.stringMatching(/SCAN executions USING .*executions_unfinished/)),
    );
  });

  it('is written with a log that is synced at every commit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
    const path = join(folder, 'runtime.db');
    const database = await SqliteDatabase.openForWriting(path);
    expect(database.query('PRAGMA synchronous', [])).toEqual([{ synchronous: 2 }]);
    expect(database.query('PRAGMA journal_mode', [])).toEqual([{ journal_mode: 'wal' }]);
    database.close();
    await rm(folder, { recursive: true });
  });

  it('an entry that cannot be written is refused alone, and the others of its batch stand', async () => {
    const database = await SqliteDatabase.openForWriting(':memory:');
    const create = (sessionId: string, userId: string | null) => ({
      write: 'createSession' as const,
      input: {
        sessionId,
        tenantId: 't',
        userId,
        context: '{}',
        closed: false,
        createdAt: 1,
        updatedAt: 1,
        expiresAt: 2,
      },
    });
    const outcomes = database.commit([create('a', 'ann'), create('b', null), create('c', 'cy')] as never);
    expect(outcomes.map((outcome) => 'error' in outcome)).toEqual([false, true, false]);
    expect(database.query('SELECT session_id FROM sessions ORDER BY 1', [])).toEqual([
      { session_id: 'a' },
      { session_id: 'c' },
    ]);
    database.close();
  });

  it('a second one who would write the same file is refused with a message for the operator', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
    const first = FileLock.acquire(join(folder, 'lock'));
    expect(() => FileLock.acquire(join(folder, 'lock'))).toThrow('Another Runtime is using this database');
    first.release();
    FileLock.acquire(join(folder, 'lock')).release();
    await rm(folder, { recursive: true });
  });
});
