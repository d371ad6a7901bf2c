import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';

const ALWAYS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  dynamic_shared_memory_type: 'mmap',
};

async function ask(supervisor, request, options) {
  const died = once(supervisor, 'exit').then(() => [
    { error: 'The supervisor of PostgreSQL has ended. It has printed why.' },
  ]);
  supervisor.send({ request, options });
  const [{ value, error }] = await Promise.race([once(supervisor, 'message'), died]);
  if (error) throw new Error(error);
  return value;
}

/**
 * Starts a new PostgreSQL and gives its URL. It and its data are gone when this process is: nothing has to be torn down,
 * and nothing keeps this process from its end.
 */
export async function startServer(settings = {}) {
  const supervisor = fork(join(import.meta.dirname, 'supervisor/supervisor.mjs'), {
    execArgv: [],
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const password = randomUUID();
  await ask(supervisor, 'create', { password });
  const { port } = await ask(supervisor, 'start', { settings: { ...ALWAYS, ...settings } });
  supervisor.unref();
  supervisor.channel.unref();
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}
