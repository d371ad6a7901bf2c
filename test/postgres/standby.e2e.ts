import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy } from '../processes/tcp-proxy.js';
import { PostgresServer } from './postgres-server.js';

/** A primary with one row, and a standby that has it too; what comes to the standby comes through the proxy. */
async function pair(
  synchronous: boolean,
): Promise<{ primary: PostgresServer; standby: PostgresServer; road: TcpProxy }> {
  const primary = await PostgresServer.start();
  await primary.query('CREATE TABLE t AS SELECT 1 AS id');
  const road = await TcpProxy.listen(primary.port);
  const standby = await PostgresServer.standbyOf(primary, { synchronous, primaryPort: road.port });
  return { primary, standby, road };
}

const ids = async (server: PostgresServer): Promise<number[]> =>
  (await server.query<{ id: number }>('SELECT id FROM t ORDER BY id')).map(({ id }) => id);

describe('a synchronous standby', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let road: TcpProxy;
  beforeAll(async () => void ({ primary, standby, road } = await pair(true)));
  afterAll(() => road.close());

  it('does not write, and the primary acknowledges nothing that it does not have', async () => {
    await expect(standby.query('INSERT INTO t VALUES (0)')).rejects.toThrow('read-only');
    road.freeze();
    let acknowledged = false;
    const commit = primary.query('INSERT INTO t VALUES (2)').then(() => (acknowledged = true));
    await sleep(300);
    expect(acknowledged).toBe(false);
    road.thaw();
    await commit;
  });

  it('has what the primary has acknowledged when that one is killed and it is promoted, and waits for no other', async () => {
    await primary.query('INSERT INTO t VALUES (3)');
    await primary.kill();

    await standby.promote();

    await expect(ids(standby)).resolves.toEqual([1, 2, 3]);
    await standby.query('INSERT INTO t VALUES (4)');
    await standby.kill();
    await standby.start();
    await expect(ids(standby)).resolves.toEqual([1, 2, 3, 4]);
  });
});

describe('an asynchronous standby', () => {
  it('may lack what the primary has acknowledged when it is promoted', async () => {
    const { primary, standby, road } = await pair(false);
    road.freeze();
    await primary.query('INSERT INTO t VALUES (2)');
    await primary.kill();
    road.cut();

    await standby.promote();

    await expect(ids(standby)).resolves.toEqual([1]);
    await road.close();
  });
});
