import { inspect } from 'node:util';
import { AdapterUnavailable } from '../adapters/adapter-unavailable.js';
import { EnvironmentInvalid } from '../config/read-environment.js';

/** EX_CONFIG of sysexits.h: nothing will change until somebody changes a setting. */
const BAD_CONFIGURATION = 78;

/** Says on standard error why the start failed, and gives the exit code that fits. */
export function explainFailure(error: unknown): number {
  if (error instanceof EnvironmentInvalid || error instanceof AdapterUnavailable) {
    process.stderr.write(`Experience cannot start: ${error.message}\n`);
    return BAD_CONFIGURATION;
  }
  const { code, address, port } = (error ?? {}) as { code?: string; address?: string; port?: number };
  if (code === 'EADDRINUSE') {
    process.stderr.write(
      `Experience cannot start: port ${port} on ${address} is taken. ` +
        'Stop what listens there, or choose another with EXPERIENCE_PORT.\n',
    );
  } else if (code === 'EADDRNOTAVAIL' || code === 'EACCES') {
    process.stderr.write(
      `Experience cannot start: it may not listen on ${address}:${port} (${code}). ` +
        'Choose another with EXPERIENCE_HOST and EXPERIENCE_PORT.\n',
    );
  } else {
    process.stderr.write(`Experience cannot start: ${inspect(error)}\n`);
  }
  return 1;
}
