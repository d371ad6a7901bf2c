import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { TcpProxy } from '../processes/tcp-proxy.js';
import { PostgresServer } from './postgres-server.js';

describe('a PostgreSQL server of a test', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
    await server.query('CREATE TABLE t (id serial)');
  });
  afterAll(() => server.remove());

  const insert = () => server.query('INSERT INTO t DEFAULT VALUES');
  const count = async () => (await server.query<{ n: number }>('SELECT count(*)::int AS n FROM t'))[0]?.n;

  it.each([
    ['killed', () => server.kill()],
    ['stopped', () => server.stop()],
    ['stopped at once', () => server.stop('immediate')],
  ])('that is %s has what was committed, and nothing else, when it is started again', async (_how, end) => {
    const before = (await count())!;
    await insert();
    const open = new Client({ connectionString: server.url() });
    open.on('error', () => undefined); // It is cut off below.
    await open.connect();
    await open.query('BEGIN');
    await open.query('INSERT INTO t DEFAULT VALUES');

    await end();
    await expect(count()).rejects.toThrow('ECONNREFUSED');
    await server.start();

    await expect(count()).resolves.toBe(before + 1);
  });

  it('waits for the disk unless it was asked not to', async () => {
    await expect(server.query('SHOW fsync')).resolves.toEqual([{ fsync: 'on' }]);
    const quick = await PostgresServer.start({ durable: false, settings: { max_connections: '7' } });
    await expect(quick.query('SHOW fsync')).resolves.toEqual([{ fsync: 'off' }]);
    await expect(quick.query('SHOW max_connections')).resolves.toEqual([{ max_connections: '7' }]);
    await quick.remove();
  });

  it('that is frozen answers nobody, and answers when it is thawed', async () => {
    await server.freeze();
    let answered = false;
    const answer = insert().then(() => (answered = true));
    await sleep(200);
    expect(answered).toBe(false);
    await server.thaw();
    await answer;
  });

  it('that is frozen can be killed', async () => {
    await server.freeze();
    await server.kill();
    await server.start();
    await expect(count()).resolves.toBeGreaterThan(0);
  });

  it('has a commit whose answer was lost on the way', async () => {
    const before = (await count())!;
    const proxy = await TcpProxy.listen(server.port);
    const client = new Client({ connectionString: server.url('postgres', { port: proxy.port }) });
    client.on('error', () => undefined);
    await client.connect();
    proxy.cutAfter(0, 'answers');
    await expect(client.query('INSERT INTO t DEFAULT VALUES')).rejects.toThrow();
    await expect(count()).resolves.toBe(before + 1);
    await proxy.close();
  });

  it('that cannot start says why', async () => {
    await expect(PostgresServer.start({ settings: { shared_buffers: 'much' } })).rejects.toThrow(
      /before it answered.*invalid value for parameter "shared_buffers"/s,
    );
  });
});
