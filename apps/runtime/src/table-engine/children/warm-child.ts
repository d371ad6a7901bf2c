import { fork, type ChildProcess } from 'node:child_process';
import { ChildFailed } from './child-failed.js';
import type { ChildLimits } from './child-limits.js';
import type { ChildMessage } from './child-message.js';
import type { WorkFolders } from './work-folders.js';

const STDERR_KEPT = 1000;

/** How a child ended: with an answer, or else why. */
export type Ending<Answer> = { answer: Answer; why?: never } | { answer?: never; why: Error };

/** One child process: it gets ready ahead of its job, carries out this one job and is killed. */
export class WarmChild<Job, Answer> {
  /** Resolves once the process is gone, so that nothing reads a file any more, and its folder with it. */
  readonly ended: Promise<Ending<Answer>>;
  readonly workDir: string;
  private readonly process: ChildProcess;
  private beforeRemoval: (ending: Ending<Answer>) => Promise<void> = () => Promise.resolve();
  private answer: { answer: Answer } | undefined;
  private why: Error | undefined;
  private begun = false;
  private stderr = '';
  private overdue: NodeJS.Timeout | undefined;

  /** `name` is what it is called in messages: "The profiler …". Throws if the system has no room for another process. */
  constructor(
    private readonly name: string,
    folders: WorkFolders,
    private readonly limits: ChildLimits,
  ) {
    this.workDir = folders.make();
    // Its environment holds nothing of ours, and its only channels are stderr and the one that carries the job.
    this.process = fork(limits.entry, {
      cwd: this.workDir,
      env: { HOME: this.workDir, TMPDIR: this.workDir, TZ: 'UTC' },
      execArgv: [`--max-old-space-size=${limits.heapMib}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.expectSign('did not get ready');
    this.ended = this.end().then(async (ending) => {
      try {
        await this.beforeRemoval(ending);
      } catch (error) {
        return { why: error as Error };
      } finally {
        await folders.remove(this.workDir);
      }
      return ending;
    });
  }

  /** Whether it has taken up its job. One that ended before has done nothing. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /**
   * Gives it its job. What comes of it is in `ended`; before, and while its folder is still there, `take` may take out of
   * it what the job has made. If that fails, so has the job.
   */
  give(job: Job, take: (ending: Ending<Answer>) => Promise<void>): void {
    this.beforeRemoval = take;
    this.expectSign('did not take up its job');
    this.process.send(job as object, (error) => {
      if (error !== null) this.stop(new ChildFailed(`The ${this.name} did not take the job: ${error.message}`));
    });
  }

  stop(why: Error): void {
    clearTimeout(this.overdue);
    this.why ??= why;
    this.process.kill('SIGKILL');
  }

  private end(): Promise<Ending<Answer>> {
    return new Promise((resolve) => {
      const settle = (how: NodeJS.Signals | number | null) => {
        clearTimeout(this.overdue);
        resolve(this.answer ?? { why: this.why ?? this.endedEarly(how) });
      };
      this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
        this.stderr = (this.stderr + text).slice(0, STDERR_KEPT);
      });
      this.process.on('message', (message: ChildMessage<Answer>) => this.hear(message));
      this.process.on('error', (cause) => {
        this.stop(new ChildFailed(`The ${this.name} could not be started: ${cause.message}`, { cause }));
        // One that never started closes nothing.
        if (this.process.pid === undefined) settle(null);
      });
      this.process.on('close', (code, killedBy) => settle(killedBy ?? code));
    });
  }

  private hear(message: ChildMessage<Answer>): void {
    clearTimeout(this.overdue);
    if (message === 'ready') return;
    this.begun = true;
    if (message === 'begun') return;
    this.answer = message;
    this.process.kill('SIGKILL');
  }

  private expectSign(otherwise: string): void {
    clearTimeout(this.overdue);
    const { startMs } = this.limits;
    this.overdue = setTimeout(() => {
      this.stop(new ChildFailed(`The ${this.name} ${otherwise} within ${startMs / 1000} s and was stopped.`));
    }, startMs);
  }

  private endedEarly(how: NodeJS.Signals | number | null): ChildFailed {
    const ended = `The ${this.name} ended early (${typeof how === 'string' ? how : `exit code ${how}`}).`;
    const said = this.stderr.trim();
    return new ChildFailed(said === '' ? ended : `${ended} It wrote: ${said}`);
  }
}
