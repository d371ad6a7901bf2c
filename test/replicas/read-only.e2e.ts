import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresServer } from '../postgres/postgres-server.js';
import { placeOrder } from '../processes/intents.js';
import { send } from '../processes/plane-client.js';
import { TcpProxy } from '../processes/tcp-proxy.js';
import { SEED } from '../chaos/judge.js';
import { onScene } from './scene.js';

it('a Runtime that is led to a standby is not ready and answers 503, and goes on by itself when that is promoted', async () => {
  let road: TcpProxy | undefined;
  const port = async (postgres: PostgresServer): Promise<number> =>
    (road ??= await TcpProxy.listen(postgres.port)).port;
  await onScene({ seed: SEED, each: [{}], port }, async ({ postgres, replicas: [runtime], client }) => {
    const session = await client.session();
    const standby = await PostgresServer.standbyOf(postgres, { synchronous: true });
    await client.accepted(placeOrder(session));
    road!.target = standby.port;
    road!.cut();

    const ready = () => send('GET', `${runtime!.url}/readyz`);
    while ((await ready()).status === 200) await sleep(20);
    const refused = await client.submit(placeOrder(session));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    // What is only read is still answered.
    expect((await client.get('/execution?tenant_id=acme')).status).toBe(200);

    await standby.promote();
    while ((await ready()).status !== 200) await sleep(20);
    const { execution_id } = await client.accepted(placeOrder(session));
    await expect(client.ended(execution_id)).resolves.toMatchObject({ status: 'succeeded' });
    expect(runtime!.isRunning).toBe(true);
  });
  await road?.close();
});
