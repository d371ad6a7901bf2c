import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Preloaded into a process: SIGUSR2 has it write to BENCH_DELAY_FILE how long its event loop was held up, in ms, and begin anew. */
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('SIGUSR2', () => {
    const told = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
    delay.reset();
    writeFileSync(process.env.BENCH_DELAY_FILE, JSON.stringify(told));
  });
}
