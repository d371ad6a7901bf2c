import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DatabaseSync } from '@photostructure/sqlite';
import { storesOn } from '../testing/sqlite-stores.js';
import { storeContract } from '../testing/store-contract.js';
import { migrations } from './migrations/migrations.js';
import { NEWEST_MIGRATION } from './migrations/newest-migration.js';
import { FileLock } from './file-lock.js';
import { LocalConnection } from './local-connection.js';
import { SqliteDatabase } from './sqlite-database.js';

storeContract('SQLite', async () => storesOn(await LocalConnection.open()));

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
