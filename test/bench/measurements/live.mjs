import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../../postgres/start-server.mjs';
import { milliseconds } from '../figures.mjs';
import { startExperience, startRuntime, withFolder } from '../processes.mjs';

const SUBSCRIBERS = 200;
/** Of all that happens; each has a session of its own there, or all have one, of which little is much. */
const EVENTS_A_SECOND = { apart: 500, together: 50 };
const EVENTS_OF_AN_ORDER = 9;
const SECONDS = 15;
const WARM_UP_SECONDS = 5;
const BAR_MS = 50;

/** From the moment in which an event is made to the one in which a subscriber has it, its commit included. */
export async function measure() {
  const databaseUrl =
    process.env.BENCH_DATABASE_URL ?? (await startServer({ shared_buffers: '256MB', max_wal_size: '2GB' }));
  return [...(await onStore('SQLite', {})), ...(await onStore('PostgreSQL', { DATABASE_URL: databaseUrl }))];
}

async function onStore(store, settings) {
  return withFolder(async (folder) => {
    const runtime = await startRuntime({ DATA_DIR: folder, ...settings });
    const experience = await startExperience(runtime.url);
    const rows = [];
    for (const transport of ['websocket', 'sse']) {
      const sessions = await Promise.all(Array.from({ length: SUBSCRIBERS }, () => openSession(runtime)));
      rows.push(
        rowOf(
          `${store}, ${transport}, 500 events/s, a session each`,
          await latencies(runtime, experience, transport, sessions, EVENTS_A_SECOND.apart),
        ),
      );
      const [one] = sessions;
      const all = sessions.map(() => one);
      rows.push({
        ...rowOf(
          `${store}, ${transport}, 50 events/s, each told to all`,
          await latencies(runtime, experience, transport, all, EVENTS_A_SECOND.together),
        ),
        bar: undefined,
        met: undefined,
      });
    }
    await experience.stop();
    await runtime.stop();
    return rows;
  });
}

async function openSession(runtime) {
  const { session } = await runtime.post('/api/session/create', { tenant_id: 'bench', user_id: 'bench' });
  return session.session_id;
}

async function latencies(runtime, experience, transport, sessions, rate) {
  const child = fork(new URL('../live-subscribers.mjs', import.meta.url), [experience.url, transport, ...sessions]);
  const said = () => new Promise((resolve, reject) => child.once('message', resolve).once('exit', reject));
  await said();
  await order(runtime, sessions, WARM_UP_SECONDS, rate);
  child.send('tell');
  await said();
  await order(runtime, sessions, SECONDS, rate);
  await sleep(500);
  child.send('tell');
  const late = await said();
  child.removeAllListeners('exit');
  child.kill();
  const { size } = new Set(sessions);
  const expected = (SECONDS * rate * sessions.length) / size;
  return { late: late.toSorted((a, b) => a - b), isComplete: late.length >= 0.9 * expected };
}

/** Places orders at an even rate, in one session after another. */
async function order(runtime, sessions, seconds, rate) {
  const gap = (1_000 * EVENTS_OF_AN_ORDER) / rate;
  const began = performance.now();
  const placed = [];
  for (let number = 0; number * gap < seconds * 1_000; number += 1) {
    const wait = began + number * gap - performance.now();
    if (wait > 0) await sleep(wait);
    placed.push(placeOrder(runtime, sessions[number % sessions.length], number));
  }
  await Promise.all(placed);
}

function placeOrder(runtime, session, number) {
  return runtime.post('/api/intent/submit', {
    intent_type: 'orders.place',
    realm: 'orders',
    session_id: session,
    tenant_id: 'bench',
    payload: { order_id: `o-${number}`, sku: 'tea', quantity: 1, card: '4242' },
  });
}

/** What has not come in time is later than all that has. */
function rowOf(what, { late, isComplete }) {
  const at = (share) => late[Math.min(late.length - 1, Math.floor(late.length * share))];
  return {
    what: `event → ${SUBSCRIBERS} subscribers: ${what}`,
    ours: `p50 ${milliseconds(at(0.5))}, p99 ${milliseconds(at(0.99))}, max ${milliseconds(at(1))}`,
    beside: `${late.length.toLocaleString('en')} deliveries${isComplete ? '' : ', others still under way'}`,
    bar: `p99 ≤ ${BAR_MS} ms`,
    met: isComplete && at(0.99) <= BAR_MS,
  };
}
