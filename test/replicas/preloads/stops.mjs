/**
 * Stops its own process at the fault point that the file STOP_FILE names, as soon as that is passed: as the system does
 * to a process that is put to sleep in the middle of something. The file is gone when it has come to that.
 */
import { existsSync, readFileSync, unlinkSync } from 'node:fs';

const BUILT = '../../../apps/runtime/dist/apps/runtime/src/determinism/fault-points.js';
const { STOP_FILE } = process.env;
const { onFaultPoint } = await import(BUILT);

onFaultPoint((point) => {
  if (!existsSync(STOP_FILE) || readFileSync(STOP_FILE, 'utf8') !== point) return;
  try {
    unlinkSync(STOP_FILE);
  } catch {
    // Whoever has asked for it has given it up.
    return;
  }
  process.kill(process.pid, 'SIGSTOP');
});
