import { startServer } from '../../postgres/start-server.mjs';
import { milliseconds, percentile } from '../figures.mjs';
import { latencies, openSession } from '../followers.mjs';
import { startExperience, startRuntime, withFolder } from '../processes.mjs';

const SUBSCRIBERS = 200;
/** Of all that happens; each has a session of its own there, or all have one, of which little is much. */
const EVENTS_A_SECOND = { apart: 500, together: 50 };
const SECONDS = 15;
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
          await latencies(runtime, experience, transport, sessions, {
            rate: EVENTS_A_SECOND.apart,
            seconds: SECONDS,
          }),
        ),
      );
      const [one] = sessions;
      const all = sessions.map(() => one);
      rows.push({
        ...rowOf(
          `${store}, ${transport}, 50 events/s, each told to all`,
          await latencies(runtime, experience, transport, all, {
            rate: EVENTS_A_SECOND.together,
            seconds: SECONDS,
          }),
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

/** What has not come in time is later than all that has. */
function rowOf(what, { late, isComplete }) {
  const at = (share) => percentile(late, share);
  return {
    what: `event → ${SUBSCRIBERS} subscribers: ${what}`,
    ours: `p50 ${milliseconds(at(0.5))}, p99 ${milliseconds(at(0.99))}, max ${milliseconds(at(1))}`,
    beside: `${late.length.toLocaleString('en')} deliveries${isComplete ? '' : ', others still under way'}`,
    bar: `p99 ≤ ${BAR_MS} ms`,
    met: isComplete && at(0.99) <= BAR_MS,
  };
}
