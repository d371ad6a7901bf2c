import { createServer } from 'node:net';

/** Below those that the system gives to connections, and above 10080, the last that `fetch` refuses. */
const FIRST = 11_000;
const EACH = 2_000;
const WORKERS = 10;

// A port is free until somebody listens, which takes a plane seconds: test files that run at the same time have ranges of
// their own, or one would take the plane of another for its own.
const range = FIRST + ((Number(process.env['JEST_WORKER_ID'] ?? 1) - 1) % WORKERS) * EACH;
let next = Math.floor(Math.random() * EACH);

/** A port of the loopback address that nobody listens on, and that nobody else is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = range + (next++ % EACH);
    if (await isFree(port)) return port;
  }
}

/** Whether nobody listens on this port of the loopback address. */
export async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
