/**
 * Kills, stops or throws at named fault points. FAULT_POINTS is a list of `point:nth`; each acts once, at its nth passing in the
 * life of a process, and is then written to FAULT_FILE, so that the next life passes it by.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const BUILT = '../../../apps/runtime/dist/apps/runtime/src/determinism/fault-points.js';
const { FAULT_FILE, FAULT_MODE, FAULT_POINTS = '' } = process.env;
const { onFaultPoint } = await import(BUILT);

const acted = existsSync(FAULT_FILE) ? readFileSync(FAULT_FILE, 'utf8').split('\n') : [];
const passingsLeft = new Map(
  FAULT_POINTS.split(',')
    .map((planned) => planned.split(':'))
    .filter(([point]) => !acted.includes(point))
    .map(([point, nth]) => [point, Number(nth)]),
);

onFaultPoint((point) => {
  const left = passingsLeft.get(point);
  if (left === undefined) return;
  passingsLeft.set(point, left - 1);
  if (left > 1) return;
  passingsLeft.delete(point);
  appendFileSync(FAULT_FILE, `${point}\n`);
  if (FAULT_MODE === 'kill') process.kill(process.pid, 'SIGKILL');
  if (FAULT_MODE === 'stop') {
    process.kill(process.pid, 'SIGSTOP');
    return;
  }
  throw new Error(`A fault was planned at ${point}.`);
});
