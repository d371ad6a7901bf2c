import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectWith, LiveClient } from '@app/intent-client';
import type { ExecutionEvent, Session } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import { hear } from '../conformance/heard.js';
import { RawSocket } from '../conformance/raw-socket.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient, send } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';

const ADAPTERS = ['rest', 'sse', 'websocket', 'console'] as const;
type AdapterName = (typeof ADAPTERS)[number];

/** Every choice of at least one of the first three, with the console in every other one; and the console alone. */
const CHOICES: readonly (readonly AdapterName[])[] = [
  ...Array.from({ length: 7 }, (_, index) =>
    ADAPTERS.filter((name, place) => (name === 'console' ? index % 2 === 0 : ((index + 1) >> place) & 1)),
  ),
  ['console'],
];
const PATIENCE_MS = 10_000;
const IGNORING = new URL('./twins/every-adapter.mjs', import.meta.url).href;

let runtime: PlaneProcess;
let direct: PlaneClient;
let session: Session;
/** An execution that has ended, for whoever asks to be told of it. */
let told: string;
let log: ExecutionEvent[];
const experiences: PlaneProcess[] = [];

beforeAll(async () => {
  runtime = await runtimeProcess();
  await runtime.start();
  direct = new PlaneClient(`${runtime.url}/api`);
  session = await direct.session();
  ({ execution_id: told } = await direct.accepted(placeOrder(session)));
  await direct.ended(told);
  log = await direct.events(told);
});

afterAll(() => Promise.all([runtime, ...experiences].map((plane) => plane.kill())));

/** How each adapter is found: `works`, the answer of a server that has none, or what else became of it. */
type Found = Record<AdapterName, string>;

const PROBES: Record<AdapterName, (url: string) => Promise<string>> = {
  rest: async (url) => {
    const client = new PlaneClient(`${url}/v1`);
    const answer = await client.submit(placeOrder(session));
    if (answer.status !== 202) return String(answer.status);
    const { status } = await client.ended(answer.body.execution_id);
    return status === 'succeeded' ? 'works' : status;
  },
  sse: async (url) => {
    const answer = await send('GET', `${url}/v1/execution/${told}/events`, {
      headers: { accept: 'text/event-stream' },
    });
    return answer.status === 200 ? follow(url, 'sse') : String(answer.status);
  },
  websocket: async (url) => {
    const socket = await RawSocket.open(`${url.replace('http', 'ws')}/v1/live`, 'intent-events.v1').catch(() => null);
    socket?.close();
    return socket === null ? 'no upgrade' : follow(url, 'websocket');
  },
  console: async (url) => {
    // Where there is no page, the documentation is what there is to look at.
    const [home, settings] = await Promise.all([send('GET', `${url}/`), send('GET', `${url}/console/settings.json`)]);
    const isPage = home.status === 200 && home.headers.get('content-type')?.startsWith('text/html');
    if (isPage && settings.status === 200) return 'works';
    return home.headers.get('location') === '/v1/docs' ? String(settings.status) : `${home.status} ${settings.status}`;
  },
};

async function follow(url: string, transport: 'sse' | 'websocket'): Promise<string> {
  const client = new LiveClient({ url: `${url}/v1`, transport, connect: connectWith(WebSocket) });
  const { events } = await hear(
    client.follow({ execution_id: told }, { signal: AbortSignal.timeout(PATIENCE_MS) }),
  ).finally(() => client.close());
  expect(events).toEqual(log);
  return 'works';
}

async function find(choice: readonly AdapterName[], env: Record<string, string> = {}): Promise<Found> {
  const experience = await experienceProcess(runtime.url, { EXPERIENCE_ADAPTERS: choice.join(','), ...env });
  experiences.push(experience);
  await experience.start();
  const found = await Promise.all(ADAPTERS.map(async (name) => [name, await PROBES[name](experience.url)] as const));
  expect((await send('GET', `${experience.url}/v1/openapi.json`)).status).toBe(200);
  await experience.stop();
  return Object.fromEntries(found) as Found;
}

function expected(choice: readonly AdapterName[]): Found {
  return {
    rest: choice.includes('rest') ? 'works' : '404',
    sse: choice.includes('sse') ? 'works' : '404',
    websocket: choice.includes('websocket') ? 'works' : 'no upgrade',
    console: choice.includes('console') ? 'works' : '404',
  };
}

/** What there would be to see of it, had Runtime noticed: another process, another word of its own, other routes. */
async function noticed(): Promise<unknown> {
  const { body } = await send('GET', `${runtime.url}/api/openapi.json`);
  return { pid: runtime.pid, said: runtime.logs, routes: body };
}

describe('P7: adapters that are put in or left out by configuration', () => {
  it('work where they are put in and are not there where they are left out, and Runtime does not notice', async () => {
    const before = await noticed();

    for (const choice of CHOICES) {
      expect({ choice, found: await find(choice) }).toEqual({ choice, found: expected(choice) });
    }

    expect(CHOICES).toHaveLength(8);
    expect(await noticed()).toEqual(before);
  });

  it('are caught where Experience has them though they were left out', async () => {
    const found = await find(['rest'], { NODE_OPTIONS: `--import ${IGNORING}` });

    expect(found).not.toEqual(expected(['rest']));
  });

  it('are caught where Runtime has to be started again for them', async () => {
    const before = await noticed();
    await runtime.stop();
    await runtime.start();

    expect(await noticed()).not.toEqual(before);
  });
});
