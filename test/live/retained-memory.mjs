// Loaded into a plane before its own code: on SIGUSR2 it collects garbage, and says how many bytes are left.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
process.on('SIGUSR2', () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.stdout.write(`\nretained ${heapUsed + external}\n`);
});
