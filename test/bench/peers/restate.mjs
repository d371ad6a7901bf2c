import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { started } from '../processes.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const PLATFORM = `${process.platform}-${process.arch}`;
const SERVER = here(`node_modules/@restatedev/restate-server-${PLATFORM}/bin/restate-server`);
const SERVICE = here('restate-service.mjs');
const PATH = '/orders/place';
const READY_WITHIN_MS = 30_000;
const STEPS = 3;

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function post(url, body) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
  if (!answer.ok) throw new Error(`POST ${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * A Restate server with its default configuration but for its addresses, with its data in the folder, and a service that it
 * calls. Nothing of this process's environment reaches it, or a RESTATE_ setting of somebody's might change what is kept.
 */
export async function startRestate(folder) {
  const [ingressPort, adminPort, nodePort] = await freePorts(3);
  const [ingress, admin] = [ingressPort, adminPort].map((port) => `http://127.0.0.1:${port}`);
  const logFile = join(folder, 'restate.log');
  const log = openSync(logFile, 'a');
  const server = spawn(SERVER, ['--no-logo'], {
    env: {
      RESTATE_BASE_DIR: folder,
      RESTATE_NODE_NAME: 'bench',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_ADDRESS: `127.0.0.1:${nodePort}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingressPort}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${adminPort}`,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LOG_FILTER: 'warn',
    },
    stdio: ['ignore', log, log],
  });
  const ended = once(server, 'exit');
  const killed = () => void server.kill('SIGKILL');
  process.once('exit', killed);
  const service = await started(SERVICE, { RESTATE_LOGGING: 'ERROR', NODE_ENV: 'production' });

  await ready(() => post(`${admin}/deployments`, { uri: service.url }), server, logFile);
  // The admin knows of a service a moment before those do who take requests for it.
  await ready(() => post(ingress + PATH, { order_id: 'o-first', quantity: 1 }), server, logFile);
  return {
    url: ingress,
    path: PATH,
    durability: 'its defaults: every step in a log of one replica that is synced (rocksdb-disable-wal-fsync = false)',
    check: (count) => check(admin, count + 1),
    stop: async () => {
      server.kill('SIGTERM');
      await Promise.all([ended, service.stop()]);
      process.off('exit', killed);
    },
  };
}

async function ready(attempt, server, logFile) {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (server.exitCode !== null || performance.now() > deadline) {
        throw new Error(`Restate does not answer. Its log ends:\n${readFileSync(logFile, 'utf8').slice(-4_000)}`, {
          cause: error,
        });
      }
      await sleep(50);
    }
  }
}

/** Reads back what Restate keeps: every invocation succeeded, and the outcome of each of its steps is in its journal. */
async function check(admin, count) {
  const query = async (sql) => (await post(`${admin}/query`, { query: sql })).rows[0].count;
  const done = await query(`SELECT count(*) AS count FROM sys_invocation WHERE completion_result = 'success'`);
  const runs = await query(`SELECT count(*) AS count FROM sys_journal WHERE entry_type = 'Notification: Run'`);
  if (done !== count || runs !== count * STEPS) {
    throw new Error(`Restate has carried out ${done} of ${count} orders with ${runs} steps.`);
  }
}
