import { Logger } from '@nestjs/common';
import { ChildFailed } from './child-failed.js';
import type { ChildLimits } from './child-limits.js';
import { Slots } from './slots.js';
import { type Ending, WarmChild } from './warm-child.js';
import { WorkFolders } from './work-folders.js';

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Takes out of the folder of a job what it has made. */
export type Take<Answer> = (answer: Answer, workDir: string) => Promise<void>;

/**
 * Child processes, one for each job, so that a job that kills its process takes nothing along and nothing of one job is
 * left for the next. Some are ready before there is a job, because starting one takes longer than most jobs do. When
 * none can be kept ready, jobs are carried out all the same, by children that are started for them.
 */
export class WarmChildren<Job, Answer> {
  private readonly logger = new Logger(WarmChildren.name);
  private readonly slots: Slots;
  private readonly folders: WorkFolders;
  private readonly waiting = new Set<WarmChild<Job, Answer>>();
  private isKeeping = false;
  private lostInARow = 0;
  private pause: NodeJS.Timeout | undefined;

  /** `name` is what a child is called in messages: "The profiler …". */
  constructor(
    private readonly name: string,
    private readonly limits: ChildLimits,
  ) {
    this.slots = new Slots(limits.atWork);
    this.folders = new WorkFolders(name);
  }

  /** From then on keeps children ready, and removes what those of a killed process have left. */
  keepReady({ afterMs }: { afterMs: number }): void {
    this.isKeeping = true;
    this.refillAfter(afterMs);
    this.folders.sweep().catch((error: unknown) => {
      this.logger.warn(`What an earlier process left could not be removed: ${String(error)}`);
    });
  }

  /** Keeps none ready any more, and resolves once those that waited are gone. Jobs go on. */
  async close(): Promise<void> {
    this.isKeeping = false;
    clearTimeout(this.pause);
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const child of waiting) child.stop(new ChildFailed(`The ${this.name} is not needed any more.`));
    await Promise.all(waiting.map(({ ended }) => ended));
  }

  /**
   * Has a job carried out in a folder of its own, empty at first and removed afterwards. Rejects with `ChildFailed` when
   * its child dies or takes too long, and with the signal's reason when aborted; the child is gone by then. `take` may
   * take out of the folder what the job has made, before it is removed: a child that read what nobody vouches for wrote
   * it, so it is opened by `openMade`. What `take` rejects with, this does.
   */
  async ask(
    jobIn: (workDir: string) => Job,
    signal: AbortSignal,
    take: Take<Answer> = () => Promise.resolve(),
  ): Promise<Answer> {
    const giveBack = await this.slots.take(signal);
    try {
      const ending =
        (await this.byOneThatWaits(jobIn, signal, take)) ?? (await this.by(this.start(), jobIn, signal, take));
      if (ending.why !== undefined) throw ending.why;
      this.lostInARow = 0;
      return ending.answer;
    } finally {
      giveBack();
    }
  }

  /** Undefined if nobody waits, or if the one that did was dead or stuck already and has done nothing. */
  private async byOneThatWaits(
    jobIn: (workDir: string) => Job,
    signal: AbortSignal,
    take: Take<Answer>,
  ): Promise<Ending<Answer> | undefined> {
    const [child] = this.waiting;
    if (child === undefined) return undefined;
    this.waiting.delete(child);
    const ending = await this.by(child, jobIn, signal, take);
    if (ending.why === undefined || child.hasBegun || signal.aborted) return ending;
    this.lost(ending.why);
    return undefined;
  }

  private async by(
    child: WarmChild<Job, Answer>,
    jobIn: (workDir: string) => Job,
    signal: AbortSignal,
    take: Take<Answer>,
  ): Promise<Ending<Answer>> {
    const { timeoutMs } = this.limits;
    const abort = () => child.stop(signal.reason as Error);
    const timer = setTimeout(() => {
      child.stop(new ChildFailed(`The ${this.name} took longer than ${timeoutMs / 1000} s and was stopped.`));
    }, timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    child.give(jobIn(child.workDir), async ({ answer }) => {
      if (answer !== undefined && !signal.aborted) await take(answer, child.workDir);
    });
    this.refill();
    const ending = await child.ended;
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    return ending;
  }

  private start(): WarmChild<Job, Answer> {
    try {
      return new WarmChild(this.name, this.folders, this.limits);
    } catch (cause) {
      throw new ChildFailed(`The ${this.name} could not be started: ${String(cause)}`, { cause });
    }
  }

  private refill(): void {
    if (!this.isKeeping || this.pause !== undefined) return;
    try {
      while (this.waiting.size < this.limits.ready) this.keep(this.start());
    } catch (error) {
      this.lost(error as ChildFailed);
    }
  }

  private keep(child: WarmChild<Job, Answer>): void {
    this.waiting.add(child);
    void child.ended.then(({ why }) => {
      if (this.waiting.delete(child) && why !== undefined) this.lost(why);
    });
  }

  /** Replaces one that was lost before it had a job, ever more slowly when that happens again and again. */
  private lost({ message }: Error): void {
    if (!this.isKeeping) return;
    const pauseMs = Math.min(SHORTEST_PAUSE_MS * 2 ** this.lostInARow, LONGEST_PAUSE_MS);
    this.lostInARow += 1;
    this.logger.error(
      `${message} It had begun no job. The next one is started in ${pauseMs / 1000} s, or with the next job.`,
    );
    this.refillAfter(pauseMs);
  }

  private refillAfter(pauseMs: number): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.refill();
    }, pauseMs).unref();
  }
}
