import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { startServer } from './start-server.mjs';

/** Where a suite that needs a database asks for the server; see `freshDatabase` of Runtime's storage. */
const ASK_AT = 'TEST_POSTGRES_LENDER';

/** Tests of what becomes of data when a machine dies have a server of their own: this one waits for no disk. */
const SETTINGS = { shared_buffers: '64MB', max_connections: '300', fsync: 'off', full_page_writes: 'off' };

/**
 * Jest runs this before all tests. It starts nothing: the first suite that asks has the server started, in this process,
 * which outlives them all, and whoever asks later is told of the same one.
 */
export default async function lendServer() {
  if (process.env.TEST_DATABASE_URL || process.env[ASK_AT]) return;
  let server;
  const path = `/${randomUUID()}`;
  const lender = createServer(async ({ url }, answer) => {
    try {
      if (url !== path) throw new Error('There is nothing here for others.');
      answer.setHeader('connection', 'close').end(await (server ??= startServer(SETTINGS)));
    } catch (error) {
      answer.writeHead(500).end(error.message);
    }
  });
  lender.listen(0, '127.0.0.1').unref();
  await once(lender, 'listening');
  process.env[ASK_AT] = `http://127.0.0.1:${lender.address().port}${path}`;
}
