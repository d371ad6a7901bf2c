import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freshDatabase } from './postgres-database.js';

describe('a fresh database', () => {
  it('is one of its own on the server that all suites have, and is gone when it is dropped, whoever is connected', async () => {
    const [mine, theirs] = await Promise.all([freshDatabase(), freshDatabase()]);
    const client = new Client({ connectionString: mine.url });
    const lost = new Promise<Error>((resolve) => client.on('error', resolve));
    await client.connect();
    await client.query('create table t (id int)');
    const other = new Client({ connectionString: theirs.url });
    await other.connect();
    await expect(other.query('select * from t')).rejects.toThrow('does not exist');
    await other.end();

    await mine.drop();
    await theirs.drop();

    await expect(lost).resolves.toMatchObject({ message: expect.stringContaining('terminat') });
    await expect(new Client({ connectionString: mine.url }).connect()).rejects.toThrow('does not exist');
  });
});
