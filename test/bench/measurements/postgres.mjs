import { startServer } from '../../postgres/start-server.mjs';
import { carriedOut } from '../carried-out.mjs';

/** The server of BENCH_DATABASE_URL, or one that syncs to this machine's disk as PostgreSQL does by default. */
export async function measure() {
  const DATABASE_URL =
    process.env.BENCH_DATABASE_URL ?? (await startServer({ shared_buffers: '256MB', max_wal_size: '2GB' }));
  return carriedOut({ store: 'PostgreSQL', settings: { DATABASE_URL }, bars: [4_000, 6_000] });
}
