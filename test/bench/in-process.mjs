/**
 * Durable `orders.place` per second through the service that HTTP uses, in this process, at 64 at once on SQLite.
 * Every execution's events are read back and checked afterwards, so that nothing is counted that was not done.
 * Usage: node test/bench/in-process.mjs [executions]
 */
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNTIME = '../../apps/runtime/dist/apps/runtime/src';
const AT_ONCE = 64;
const EVENTS_EACH = 9;

const { RuntimeConfig } = await import(`${RUNTIME}/config/runtime-config.js`);
const { createRuntime } = await import(`${RUNTIME}/create-runtime.js`);
const { IntentsService } = await import(`${RUNTIME}/intents/intents.service.js`);
const { SessionsService } = await import(`${RUNTIME}/sessions/sessions.service.js`);
const { ExecutionsService } = await import(`${RUNTIME}/executions/executions.service.js`);
const { ExecutionStore } = await import(`${RUNTIME}/storage/execution-store.js`);
const { realm } = await import('../../examples/realms/orders/dist/index.js');

const total = Number(process.argv[2] ?? 40_000);
const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
const app = await createRuntime(RuntimeConfig.from({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }), [realm]);
await app.init();
const [intents, sessions, executions, store] = [IntentsService, SessionsService, ExecutionsService, ExecutionStore].map(
  (service) => app.get(service, { strict: false }),
);

const { sessionId } = await sessions.create({ tenant_id: 'bench', user_id: 'bench' });

async function place(number) {
  const payload = { order_id: `o-${number}`, sku: 'lamp', quantity: 1, card: '4242' };
  const intent = { intent_type: 'orders.place', realm: 'orders', session_id: sessionId, tenant_id: 'bench', payload };
  const { record } = await intents.submit(intent, undefined);
  const done = await executions.whenDone('bench', record.executionId, { limit: 30_000, onGone: () => undefined });
  if (done.status !== 'succeeded') throw new Error(`${record.executionId} is ${done.status}`);
  return record.executionId;
}

async function run(count) {
  const ids = [];
  let next = 0;
  const worker = async () => {
    while (next < count) ids.push(await place((next += 1)));
  };
  const start = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { ids, seconds: (performance.now() - start) / 1_000, microseconds: (user + system) / count };
}

await run(2_000);
const { ids, seconds, microseconds } = await run(total);
for (const id of ids) {
  const entries = await store.entries(id, 0);
  const whole = entries.length === EVENTS_EACH && entries.every(({ sequence }, index) => sequence === index + 1);
  if (!whole || entries.at(-1).type !== 'execution.succeeded') throw new Error(`The log of ${id} is not whole.`);
}
console.log(
  `orders.place, in process, ${AT_ONCE} at once, SQLite synchronous=FULL: ${Math.round(ids.length / seconds)}/s ` +
    `(${ids.length} in ${seconds.toFixed(1)} s, ${Math.round(microseconds)} µs of CPU each over all threads; ` +
    'logs read back and checked)',
);
await app.close();
await rm(dataDir, { recursive: true });
