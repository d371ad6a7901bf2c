import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import type { RuntimeConfig } from '../config/runtime-config.js';
import { loadRealms } from '../sagas/load-realms.js';
import { RealmsUnavailable } from '../sagas/realms-unavailable.js';
import { reachDatabase } from '../storage/reach-database.js';

/** Everything outside the settings themselves that would keep Runtime from starting with them; changes nothing. */
export async function startChecks(config: RuntimeConfig): Promise<string[]> {
  const found = await Promise.all([
    listenReasons('RUNTIME', config.host, config.port),
    folderReasons(config.dataDir),
    reachDatabase(config).then((reason) => (reason === undefined ? [] : [`DATABASE_URL: ${reason}`])),
    realmReasons(config.realms),
  ]);
  return found.flat();
}

async function listenReasons(plane: string, host: string, port: number): Promise<string[]> {
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
      ? [`${plane}_PORT: port ${port} of ${host} is taken`]
      : [`${plane}_HOST: nobody can listen on ${host}:${port} here (${code})`];
  }
}

/** The folder itself, or the first above it that there is: Runtime makes the rest. */
async function folderReasons(path: string): Promise<string[]> {
  const found = await stat(path).catch(({ code }: NodeJS.ErrnoException) => code);
  if (found === 'ENOENT') return dirname(path) === path ? [] : folderReasons(dirname(path));
  if (typeof found !== 'object') return [`DATA_DIR: ${path} cannot be looked at (${found})`];
  if (!found.isDirectory()) return [`DATA_DIR: ${path} is no folder`];
  const denied = await access(path, constants.W_OK | constants.X_OK).catch(({ code }: NodeJS.ErrnoException) => code);
  return denied ? [`DATA_DIR: ${path} cannot be written to (${denied})`] : [];
}

async function realmReasons(realms: readonly string[]): Promise<readonly string[]> {
  try {
    await loadRealms(realms);
    return [];
  } catch (error) {
    if (error instanceof RealmsUnavailable) return error.reasons;
    throw error;
  }
}
