import { describe, expect, it } from '@jest/globals';
import { PostgresServer } from './postgres-server.js';

const rows = async (server: PostgresServer): Promise<number[]> =>
  (await server.query<{ id: number }>('SELECT id FROM t ORDER BY id')).map(({ id }) => id);

describe('a PostgreSQL server of a test', () => {
  it('that is killed has what was committed when it is started again', async () => {
    const server = await PostgresServer.start();
    await server.query('CREATE TABLE t (id int)');
    await server.query('INSERT INTO t VALUES (1)');
    await server.kill();
    await expect(server.query('SELECT 1')).rejects.toThrow('ECONNREFUSED');

    await server.start();

    await expect(rows(server)).resolves.toEqual([1]);
    await server.remove();
  });
});
