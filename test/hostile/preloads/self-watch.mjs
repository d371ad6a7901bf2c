/** Writes down in SELF_WATCH_FILE, for each answer: what it cost in CPU, how late the event loop was, and whether built-in prototypes changed. */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const { SELF_WATCH_FILE } = process.env;
const PROTOTYPES = { Object: Object.prototype, Array: Array.prototype, Function: Function.prototype };
const namesOf = () =>
  Object.entries(PROTOTYPES).flatMap(([name, prototype]) =>
    Reflect.ownKeys(prototype).map((key) => `${name}.${String(key)}`),
  );

if (isMainThread && SELF_WATCH_FILE) {
  const started = new WeakMap();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  let known;
  subscribe('http.server.request.start', ({ request }) => {
    if (known === undefined) delay.enable();
    known ??= new Set(namesOf());
    started.set(request, process.cpuUsage());
  });
  subscribe('http.server.response.finish', ({ request, response }) => {
    const { user, system } = process.cpuUsage(started.get(request));
    const line = {
      tag: request.headers['x-bomb'],
      status: response.statusCode,
      cpuMs: (user + system) / 1_000,
      loopP99Ms: delay.percentile(99) / 1e6,
      polluted: namesOf().filter((name) => !known.has(name)),
    };
    appendFileSync(SELF_WATCH_FILE, `${JSON.stringify(line)}\n`);
  });
}
