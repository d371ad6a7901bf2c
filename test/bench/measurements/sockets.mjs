import { setTimeout as sleep } from 'node:timers/promises';
import { median, milliseconds, percentile } from '../figures.mjs';
import { Followers, latencies, openSession, order } from '../followers.mjs';
import { startExperience, startRuntime, withFolder } from '../processes.mjs';

const SOCKETS = 10_000;
const SESSIONS = 20;
const DELIVERIES_A_SECOND = 2_000;
const SECONDS = 30;
const BAR_MS = 1_000;

const SLOW = 100;
const HEALTHY = 900;
const ROUNDS = 5;
const PARCELS = 500;
const PARCEL = 'x'.repeat(100 * 1024);
const PARCEL_EVERY_MS = 30;
/** Events of the session that the healthy ones follow, each of which is told to all of them. */
const QUIET_EVENTS_A_SECOND = 9;
const MOST_RATIO = 1.2;
const MOST_GROWTH_MIB = 150;
const LOOK_EVERY_MS = 200;

const REALMS = './examples/realms/orders,./test/live/realms/parcels';

/** What very many sockets wait for, and what those who read wait for when others do not. */
export async function measure() {
  return withFolder(async (folder) => {
    const runtime = await startRuntime({ DATA_DIR: folder, RUNTIME_REALMS: REALMS });
    const experience = await startExperience(runtime.url);
    const rows = [...(await amongSlow(runtime, experience)), await amongMany(runtime, experience)];
    await experience.stop();
    await runtime.stop();
    return rows;
  });
}

async function amongMany(runtime, experience) {
  const own = await Promise.all(Array.from({ length: SESSIONS }, () => openSession(runtime)));
  const sessions = Array.from({ length: SOCKETS }, (_, index) => own[index % SESSIONS]);
  const load = { rate: (DELIVERIES_A_SECOND * SESSIONS) / SOCKETS, seconds: SECONDS };
  const { late, isComplete } = await latencies(runtime, experience, 'websocket', sessions, load);
  return {
    what: `event → ${SOCKETS.toLocaleString('en')} WebSockets, ${DELIVERIES_A_SECOND.toLocaleString('en')} deliveries/s`,
    ours: `p50 ${milliseconds(percentile(late, 0.5))}, p99 ${milliseconds(percentile(late, 0.99))}`,
    beside: `${late.length.toLocaleString('en')} deliveries${isComplete ? '' : ', others still under way'}`,
    bar: `p99 ≤ ${BAR_MS} ms`,
    met: isComplete && percentile(late, 0.99) <= BAR_MS,
  };
}

/** By turns, since what a machine does beside is different every time. */
async function amongSlow(runtime, experience) {
  const rounds = { without: [], with: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.without.push(await healthyLateness(runtime, experience, 0));
    rounds.with.push(await healthyLateness(runtime, experience, SLOW));
  }
  const [ours, beside] = ['with', 'without'].map((which) => ({
    late: median(rounds[which].map(({ late }) => late)),
    grown: Math.max(...rounds[which].map(({ grown }) => grown)),
  }));
  const what = `while 50 MB happen and ${SLOW} others have stopped reading`;
  return [
    {
      what: `event → ${HEALTHY} WebSockets ${what}`,
      ours: `p99 ${milliseconds(ours.late)}`,
      beside: `without those p99 ${milliseconds(beside.late)}`,
      ratio: `${(ours.late / beside.late).toFixed(2)} ×`,
      bar: `≤ ${MOST_RATIO} ×`,
      met: ours.late <= MOST_RATIO * beside.late,
    },
    {
      what: `resident memory of Experience ${what}`,
      ours: `+ ${ours.grown} MiB`,
      beside: `without those + ${beside.grown} MiB`,
      bar: `≤ + ${MOST_GROWTH_MIB} MiB`,
      met: ours.grown <= MOST_GROWTH_MIB,
    },
  ];
}

async function healthyLateness(runtime, experience, slow) {
  const [busy, quiet] = [await openSession(runtime), await openSession(runtime)];
  const followers = await Followers.start(experience.url, 'websocket', Array(HEALTHY).fill(quiet));
  const stopped = slow === 0 ? undefined : await Followers.start(experience.url, 'websocket', Array(slow).fill(busy));
  await stopped?.stopReading();
  await order(runtime, [quiet], 3, QUIET_EVENTS_A_SECOND);
  await followers.lateness();
  const before = await experience.memory();
  let most = before;
  const looking = setInterval(async () => (most = Math.max(most, await experience.memory())), LOOK_EVERY_MS);
  await Promise.all([
    order(runtime, [quiet], (PARCELS * PARCEL_EVERY_MS) / 1_000, QUIET_EVENTS_A_SECOND),
    sendParcels(runtime, busy),
  ]);
  await sleep(500);
  clearInterval(looking);
  const late = await followers.lateness();
  followers.end();
  stopped?.end();
  await sleep(2_000);
  return { late: percentile(late, 0.99), grown: most - before };
}

async function sendParcels(runtime, session) {
  const parcel = { intent_type: 'parcels.send', realm: 'parcels', session_id: session, tenant_id: 'bench' };
  for (let sent = 0; sent < PARCELS; sent += 1) {
    const posted = runtime.post('/api/intent/submit', { ...parcel, payload: { content: PARCEL } });
    await Promise.all([posted, sleep(PARCEL_EVERY_MS)]);
  }
}
