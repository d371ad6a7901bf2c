import 'reflect-metadata';
import { EnvironmentInvalid, misspelt, readEnvironment, settingsOf } from './config/read-environment.js';
import { settingsToShow } from './config/redacted.js';

/** EX_CONFIG of sysexits.h, as at a start. */
const BAD_CONFIGURATION = 78;

/** Says with which settings Experience would start, and everything that would keep it from starting; it does not start. */
async function reasonsNotToStart(): Promise<readonly string[]> {
  try {
    const settings = readEnvironment();
    const { startChecks } = await import('./operations/start-checks.js');
    return await startChecks(settings);
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error.reasons;
    throw error;
  }
}

const lines = ['Experience would start with', `  Node ${process.version}`];
for (const [name, value] of Object.entries(settingsToShow(settingsOf()))) lines.push(`  ${name}=${value}`);
for (const warning of misspelt().warnings) lines.push(`Warning: ${warning}`);
const reasons = await reasonsNotToStart();
lines.push(reasons.length > 0 ? 'Experience cannot start with this environment:' : 'Experience can start.');
for (const reason of reasons) lines.push(`  - ${reason}`);
process.stdout.write(`${lines.join('\n')}\n`, () => process.exit(reasons.length > 0 ? BAD_CONFIGURATION : 0));
