import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import type { LedgerServer } from './ledger.js';

const TRIPS_REALM = './test/chaos/realms/trips';

/** A Runtime with everything that a chaos run orders from, not yet started. */
export function chaosRuntime(ledger: LedgerServer, env: Record<string, string> = {}): Promise<PlaneProcess> {
  return runtimeProcess({
    RUNTIME_REALMS: `./examples/realms/orders,${TRIPS_REALM}`,
    ORDERS_LEDGER_URL: ledger.url,
    TRIPS_LEDGER_URL: ledger.url,
    LOG_LEVEL: 'warn',
    ...env,
  });
}

/** What has Node load a module of this folder before Runtime, in each of its threads. */
export function preloaded(path: string): string {
  return `--import ${new URL(path, import.meta.url).href}`;
}
