import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HandlerVersion, IntentTypes, Problem } from '@app/intent-contracts';
import { freePort } from '../processes/free-port.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { OutsideWorld } from './outside-world.js';

const DATA_DIR = temporaryFolder('data');
let world: OutsideWorld;
let port: string;
let runtime: PlaneProcess | undefined;
let experience: PlaneProcess | undefined;
let client: PlaneClient;

/** Deploys Runtime anew on the same data, with these versions of the handler or without the realm. */
async function deploy(versions?: string): Promise<void> {
  await runtime?.stop();
  runtime = await runtimeProcess({
    DATA_DIR,
    RUNTIME_PORT: port,
    PLAY_WORLD_URL: world.url,
    ...(versions === undefined
      ? { RUNTIME_REALMS: '' }
      : { RUNTIME_REALMS: './test/contract/realms/play', PLAY_VERSIONS: versions }),
  });
  await runtime.start();
}

beforeAll(async () => {
  world = await OutsideWorld.listen();
  port = String(await freePort());
  experience = await experienceProcess(`http://127.0.0.1:${port}`);
  await deploy('1');
  await experience.start();
  client = new PlaneClient(`${experience.url}/v1`);
});
afterAll(async () => {
  await Promise.all([runtime?.kill(), experience?.kill()]);
  await world.close();
});

async function begin(): Promise<string> {
  const { session_id, tenant_id } = await client.session();
  const payload = { plan: [{ step: 'pack' }, { signal: 'go' }, { step: 'pay' }] };
  const { execution_id: id } = await client.accepted({
    intent_type: 'play.plan',
    realm: 'play',
    session_id,
    tenant_id,
    payload,
  });
  await client.until(id, ({ status }) => status === 'waiting');
  return id;
}

async function catalogued(): Promise<HandlerVersion[] | undefined> {
  const { body } = await client.get<IntentTypes>('/intent/types');
  return body.intent_types.find(({ type }) => type === 'play.plan')?.versions;
}

const go = (id: string) => client.post(`/execution/${id}/signal/go`, {});

describe('an execution keeps the version of its handler', () => {
  it('through deploys that add versions and take them away', async () => {
    const [old, stranded] = [await begin(), await begin()];
    expect(await catalogued()).toEqual([{ version: 1, in_flight: 2, installed: true }]);

    await deploy('1,2');
    const young = await begin();
    expect(await catalogued()).toEqual([
      { version: 2, in_flight: 1, installed: true },
      { version: 1, in_flight: 2, installed: true },
    ]);
    await go(old);
    await go(young);
    expect(await client.ended(old)).toMatchObject({ status: 'succeeded', result: { version: 1 } });
    expect(await client.ended(young)).toMatchObject({ status: 'succeeded', result: { version: 2 } });

    await deploy('2');
    expect(await catalogued()).toEqual([
      { version: 2, in_flight: 0, installed: true },
      { version: 1, in_flight: 1, installed: false },
    ]);
    await go(stranded);
    const paused = await client.until(stranded, ({ status }) => status === 'paused');
    expect(paused).toMatchObject({
      pause_reason: 'handler_missing',
      error: { code: 'HANDLER_MISSING', detail: expect.stringContaining('version 1') },
      blocked_on: { kind: 'pause' },
    });

    await deploy('1,2');
    expect((await client.status(stranded)).body.status).toBe('paused');
    await client.post(`/execution/${stranded}/resume`, undefined);
    expect(await client.ended(stranded)).toMatchObject({ status: 'succeeded', result: { version: 1 } });
    expect(world.story(stranded)).toEqual(['do pack', 'do pay']);
  });

  it('and is held, not lost, while the whole realm is away', async () => {
    await deploy('1,2');
    const id = await begin();
    await deploy();

    expect(await catalogued()).toBeUndefined();
    await go(id);
    const paused = await client.until(id, ({ status }) => status === 'paused');
    expect(paused).toMatchObject({ pause_reason: 'handler_missing' });
    // It is resumed in vain as long as nobody can run it, and says so again.
    await client.post(`/execution/${id}/resume`, undefined);
    await client.until(id, ({ status, pause_reason: reason }) => status === 'paused' && reason === 'handler_missing');
    const { session_id, tenant_id } = await client.session();
    const refused = await client.submit<Problem>({
      intent_type: 'play.plan',
      realm: 'play',
      session_id,
      tenant_id,
      payload: { plan: [] },
    });
    expect(refused).toMatchObject({ status: 404, body: { code: 'INTENT_TYPE_UNKNOWN' } });

    await deploy('2');
    await client.post(`/execution/${id}/resume`, undefined);
    expect(await client.ended(id)).toMatchObject({ status: 'succeeded', result: { version: 2 } });
  });
});
