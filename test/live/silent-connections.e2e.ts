import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connectWith, LiveClient } from '@app/intent-client';
import type { ExecutionEvent, Session } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import { ends, hear, type Heard } from '../conformance/heard.js';
import { RawSocket } from '../conformance/raw-socket.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { TcpProxy } from '../processes/tcp-proxy.js';

/** Longer than a busy machine lets a process wait for its turn. */
const HEARTBEAT_MS = 700;
const MANY_HEARTBEATS_MS = 6 * HEARTBEAT_MS;
const PATIENCE_MS = 30_000;
const NEVER_ASKS = new URL('./twins/never-asks.mjs', import.meta.url).href;

type Transport = 'sse' | 'websocket';
interface Follower {
  /** What it has been told by now of servers that are away. */
  readonly noticed: () => string[];
  readonly all: Promise<Heard>;
}

type Hop = 'client and Experience' | 'Experience and Runtime';

/** Both planes, with a network before each that can swallow what is said. */
class Stage {
  private constructor(
    readonly planes: readonly PlaneProcess[],
    readonly networks: Readonly<Record<Hop, TcpProxy>>,
    readonly direct: PlaneClient,
  ) {}

  static async set(env: Record<string, string> = {}): Promise<Stage> {
    const STREAM_HEARTBEAT_MS = String(HEARTBEAT_MS);
    const runtime = await runtimeProcess({ STREAM_HEARTBEAT_MS });
    const before = await TcpProxy.listen(Number(new URL(runtime.url).port));
    const experience = await experienceProcess(urlOf(before), { STREAM_HEARTBEAT_MS, ...env });
    const front = await TcpProxy.listen(Number(new URL(experience.url).port));
    await runtime.start();
    await experience.start();
    const networks = { 'client and Experience': front, 'Experience and Runtime': before };
    return new Stage([experience, runtime], networks, new PlaneClient(`${runtime.url}/api`));
  }

  /** Somebody who follows a session until an order has succeeded. */
  follow({ session_id, tenant_id }: Session, transport: Transport, Socket = WebSocket): Follower {
    const url = `${urlOf(this.networks['client and Experience'])}/v1`;
    const client = new LiveClient({ url, transport, tenantId: tenant_id, connect: connectWith(Socket) });
    const items = client.follow({ session_id }, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const isEnough = ends(1);
    let soFar: readonly string[] = [];
    const all = hear(items, (heard) => {
      soFar = heard.others;
      return isEnough(heard);
    }).finally(() => client.close());
    // Where it fails, it is said by whoever waits for it.
    all.catch(() => undefined);
    return { noticed: () => [...soFar], all };
  }

  /** A client that sends nothing of its own accord, at the far end of the network. */
  socket(hop: Hop): Promise<RawSocket> {
    const path = hop === 'client and Experience' ? '/v1/live' : '/api/events/stream';
    return RawSocket.open(`${urlOf(this.networks[hop]).replace('http', 'ws')}${path}`, 'intent-events.v1');
  }

  /** Places an order at Runtime itself, and gives its log when it has ended. */
  async order(session: Session): Promise<ExecutionEvent[]> {
    const { execution_id } = await this.direct.accepted(placeOrder(session));
    await this.direct.ended(execution_id);
    return this.direct.events(execution_id);
  }

  async clear(): Promise<void> {
    await Promise.all(this.planes.map((plane) => plane.kill()));
    await Promise.all(Object.values(this.networks).map((network) => network.close()));
  }
}

const urlOf = ({ port }: TcpProxy): string => `http://127.0.0.1:${port}`;

/** What the server has done with a connection on which it could hear nothing for a while. */
function fateOf(socket: RawSocket): Promise<string> {
  return Promise.race([socket.closed.then(() => 'let go of'), socket.answered().then(() => 'kept')]);
}

let stage: Stage;
afterEach(() => stage.clear());

/** Lets the network swallow everything for many heartbeats, while an order is carried out. */
async function swallow(hop: Hop, transports: readonly Transport[], Socket = WebSocket) {
  const session = await stage.direct.session();
  const socket = await stage.socket(hop);
  const followers = transports.map((transport) => stage.follow(session, transport, Socket));
  await sleep(MANY_HEARTBEATS_MS);
  stage.networks[hop].freeze();
  const log = await stage.order(session);
  await sleep(MANY_HEARTBEATS_MS);
  const noticed = followers.flatMap((follower) => follower.noticed());
  stage.networks[hop].thaw();
  const fate = await fateOf(socket);
  socket.close();
  return { fate, noticed, log, told: Promise.all(followers.map(({ all }) => all)) };
}

describe('a connection on which nothing happens', () => {
  it('lives through many heartbeats, and brings the next event', async () => {
    stage = await Stage.set();
    const session = await stage.direct.session();
    const sockets = await Promise.all(Object.keys(stage.networks).map((hop) => stage.socket(hop as Hop)));
    const told = Promise.all([stage.follow(session, 'websocket').all, stage.follow(session, 'sse').all]);
    await sleep(MANY_HEARTBEATS_MS);
    const log = await stage.order(session);

    for (const { events, others } of await told) expect({ events, others }).toEqual({ events: log, others: [] });
    expect(await Promise.all(sockets.map(fateOf))).toEqual(['kept', 'kept']);
    for (const socket of sockets) socket.close();
  });
});

describe('a connection of which one end is gone without a trace', () => {
  it.each<[Hop, Transport[]]>([
    ['client and Experience', ['websocket']],
    ['Experience and Runtime', ['websocket', 'sse']],
  ])('(between %s) is noticed at both ends, and costs nobody an event', async (hop, transports) => {
    stage = await Stage.set();
    const { fate, noticed, log, told } = await swallow(hop, transports);

    expect({ fate, noticed }).toEqual({ fate: 'let go of', noticed: transports.map(() => 'away') });
    for (const { events, others } of await told) {
      expect(events).toEqual(log);
      expect(others).toEqual(['away', 'back']);
    }
  });

  it('is caught to be kept by a server that never asks', async () => {
    stage = await Stage.set({ NODE_OPTIONS: `--import ${NEVER_ASKS}` });
    const { fate } = await swallow('client and Experience', []);

    expect(fate).toBe('kept');
  });

  it('is caught to be trusted by a client that never asks', async () => {
    stage = await Stage.set();
    const { noticed } = await swallow('client and Experience', ['websocket'], Trusting);

    expect(noticed).toEqual([]);
  });
});

/** Has its client believe that it need not ask for hours. */
class Trusting extends WebSocket {
  override emit(event: string, ...given: unknown[]): boolean {
    if (event !== 'message') return super.emit(event, ...given);
    const text = String(given[0]).replace(/"heartbeat_ms":\d+/, '"heartbeat_ms":10000000');
    return super.emit(event, Buffer.from(text), ...given.slice(1));
  }
}
