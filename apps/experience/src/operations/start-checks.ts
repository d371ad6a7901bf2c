import { createServer } from 'node:net';
import { AdapterUnavailable } from '../adapters/adapter-unavailable.js';
import { loadAdapters } from '../adapters/load-adapters.js';
import type { Environment } from '../config/environment.js';

/** Everything outside the settings themselves that would keep Experience from starting with them; changes nothing. */
export async function startChecks(environment: Environment): Promise<string[]> {
  const found = await Promise.all([listenReasons(environment), adapterReasons(environment.EXPERIENCE_ADAPTERS)]);
  return found.flat();
}

async function listenReasons({ EXPERIENCE_HOST: host, EXPERIENCE_PORT: port }: Environment): Promise<string[]> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, host, resolve);
    });
    await new Promise((resolve) => probe.close(resolve));
    return [];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EADDRINUSE'
      ? [`EXPERIENCE_PORT: port ${port} of ${host} is taken`]
      : [`EXPERIENCE_HOST: nobody can listen on ${host}:${port} here (${code})`];
  }
}

async function adapterReasons(entries: readonly string[]): Promise<string[]> {
  try {
    await loadAdapters(entries);
    return [];
  } catch (error) {
    if (error instanceof AdapterUnavailable) return error.message.split('\n');
    throw error;
  }
}
