import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { ChildMessage } from './child-message.js';

export interface OneJob<Job, Answer> {
  /** Does once what a job does, so that the job finds code compiled and libraries in memory. */
  rehearse(): Promise<void>;
  /** Never rejects: what goes wrong is part of the answer. */
  carryOut(job: Job): Promise<Answer>;
}

/** The life of a child: it gets ready, takes up one job and answers. Its parent then kills it. */
export async function serveOneJob<Job, Answer>({ rehearse, carryOut }: OneJob<Job, Answer>): Promise<void> {
  const tell = (message: ChildMessage<Answer>) => process.send?.(message);
  // Ctrl-C and service managers signal the whole group; what that means for a job is the parent's decision.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('disconnect', leave);
  if (!process.connected) leave();

  const job = once(process, 'message') as Promise<[Job]>;
  // Who was started for a job finds it there already, and rehearsing would only delay it.
  const isAwaited = await Promise.race([job.then(() => true), setImmediate(false)]);
  if (!isAwaited) {
    await rehearse();
    tell('ready');
  }
  const [task] = await job;
  tell('begun');
  tell({ answer: await carryOut(task) });
}

/** A parent that is gone neither wants an answer nor can clear up. An orderly exit would wait for work to end. */
function leave(): void {
  try {
    rmSync(process.cwd(), { recursive: true, force: true });
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}
