import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutsideWorld } from '../contract/outside-world.js';
import { PostgresServer } from '../postgres/postgres-server.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { START } from './scene.js';

let world: OutsideWorld;
let postgres: PostgresServer;
/** The one has the first version of the handler alone, the other has the second one too. */
let old: PlaneProcess;
let young: PlaneProcess;
let atOld: PlaneClient;
let atYoung: PlaneClient;

beforeAll(async () => {
  world = await OutsideWorld.listen();
  postgres = await PostgresServer.start();
  const DATABASE_URL = await postgres.createDatabase('shared');
  const replica = (versions: string) =>
    runtimeProcess({
      DATABASE_URL,
      RUNTIME_REALMS: './test/contract/realms/play',
      PLAY_WORLD_URL: world.url,
      PLAY_VERSIONS: versions,
      LOG_LEVEL: 'warn',
    });
  [old, young] = [await replica('1'), await replica('1,2')];
  await Promise.all([old.start(START), young.start(START)]);
  [atOld, atYoung] = [new PlaneClient(`${old.url}/api`), new PlaneClient(`${young.url}/api`)];
});
afterAll(async () => {
  await Promise.all([old.kill(), young.kill()]);
  await world.close();
});

async function begin(client: PlaneClient, plan: unknown[], concurrencyKey?: string): Promise<string> {
  const { session_id, tenant_id } = await client.session();
  const { execution_id } = await client.accepted({
    intent_type: 'play.plan',
    realm: 'play',
    session_id,
    tenant_id,
    payload: { plan },
    ...(concurrencyKey === undefined ? {} : { concurrency_key: concurrencyKey }),
  });
  return execution_id;
}

describe('replicas that share work', () => {
  it('carry out an execution where the version of its handler is, whoever is told of it', async () => {
    const id = await begin(atYoung, [{ step: 'pack' }, { signal: 'go' }, { step: 'pay' }]);
    await atOld.until(id, ({ status }) => status === 'waiting');
    expect(await atOld.post(`/execution/${id}/signal/go`, {})).toMatchObject({ status: 202 });
    expect(await atOld.ended(id)).toMatchObject({ status: 'succeeded', result: { version: 2 } });
  });

  it('pause what none of them can carry out, and go on with it when one can', async () => {
    const id = await begin(atYoung, [{ step: 'pack' }, { signal: 'go' }, { step: 'pay' }]);
    await atOld.until(id, ({ status }) => status === 'waiting');
    await young.stop();
    await atOld.post(`/execution/${id}/signal/go`, {});
    const paused = await atOld.until(id, ({ status }) => status === 'paused');
    expect(paused).toMatchObject({ pause_reason: 'handler_missing', error: { code: 'HANDLER_MISSING' } });
    await young.start(START);
    await atOld.post(`/execution/${id}/resume`, {});
    expect(await atOld.ended(id)).toMatchObject({ status: 'succeeded', result: { version: 2 } });
  });

  it('carry out executions of one concurrency key one at a time and in order, whoever takes them in', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 8; count += 1) {
      ids.push(await begin(count % 2 === 0 ? atOld : atYoung, [{ step: 'pack' }, { step: 'pay' }], 'room 1'));
    }
    await Promise.all(ids.map((id) => atOld.ended(id)));
    const deeds = world.deeds.filter(({ execution_id: id }) => ids.includes(id));
    expect(deeds.map(({ execution_id: id, step }) => [id, step])).toEqual(
      ids.flatMap((id) => [
        [id, 'pack'],
        [id, 'pay'],
      ]),
    );
  });
});
