import { ConfigurationError } from '../config/runtime-config.js';
import { RealmsUnavailable } from '../sagas/realms-unavailable.js';
import { StoreFailure } from '../storage/store-failure.js';

/** EX_CONFIG of sysexits.h: nothing will change until somebody changes a setting. */
const BAD_CONFIGURATION = 78;

/** Says on standard error why the start failed, and gives the exit code that fits. */
export function explainFailure(error: unknown): number {
  if (error instanceof ConfigurationError) {
    process.stderr.write(`${error.message}\n`);
    return BAD_CONFIGURATION;
  }
  process.stderr.write(`Runtime cannot start: ${reasonOf(error)}\n`);
  return error instanceof RealmsUnavailable ? BAD_CONFIGURATION : 1;
}

function reasonOf(error: unknown): string {
  if (error instanceof StoreFailure || error instanceof RealmsUnavailable) return error.message;
  const { code, address, port } = (error ?? {}) as { code?: string; address?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return `port ${port} on ${address} is taken. Stop what listens there, or choose another with RUNTIME_PORT.`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES') {
    return `it may not listen on ${address}:${port} (${code}). Choose another with RUNTIME_HOST and RUNTIME_PORT.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
