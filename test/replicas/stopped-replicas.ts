import { existsSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { during, type Kill } from '../chaos/chaos-run.js';
import { preloaded } from '../chaos/chaos-runtime.js';
import type { Crowd } from '../chaos/crowd.js';
import type { History } from '../chaos/history.js';
import type { PostgresServer } from '../postgres/postgres-server.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { DATABASE, type Scene } from './scene.js';

export const LEASE = 2_000;
/** Inside of a transaction, which keeps its locks. */
const INSIDE = 'batch.before-commit';
const POINTS = [INSIDE, 'batch.committed', 'step.invoked', 'step.armed', 'claim.durable', 'undo.armed'];
const REACHED_WITHIN = 3_000;
const TAKEN_OVER_WITHIN = 30_000;

/** A replica that did not run for a while, by the clock of the test. */
export interface Nap {
  /** By which name it calls the ledger. */
  replica: string;
  at: string;
  from: number;
  /** When the others have given up what it held. */
  sweptAt: number;
  to: number;
  /** When it had noticed. */
  back: number;
}

/** Stops replicas in the middle of their work, and wakes each when the others have taken over what it held. */
export class StoppedReplicas {
  readonly naps: Nap[] = [];
  private readonly file = join(temporaryFolder('stops'), 'at');

  /** Inside of a transaction every other time, unless it is `anywhere` that they are stopped. */
  constructor(private readonly anywhere = false) {}

  /** What replicas are started with. */
  environment(index: number): Record<string, string> {
    return { STOP_FILE: this.file + index, NODE_OPTIONS: preloaded('../replicas/preloads/stops.mjs') };
  }

  /** Resolves when it has been done so often, and everybody is back. */
  async stopAgainAndAgain(scene: Scene, crowd: Crowd, rounds: number): Promise<Kill[]> {
    const { postgres, replicas, random, away } = scene;
    const done: Kill[] = [];
    while (done.length < rounds) {
      await sleep(random.between(200, 1_000));
      const index = random.between(0, replicas.length - 1);
      const replica = replicas[index]!;
      const point = done.length % 2 === 0 ? INSIDE : random.oneOf([INSIDE, ...POINTS, 'anywhere']);
      const at = this.anywhere ? 'anywhere' : point;
      done.push(await during(crowd, 0, () => this.stop(replica, index, at)));
      away.add(replica);
      const from = Date.now();
      await untilPresent(postgres, replicas.length - 1);
      const sweptAt = Date.now();
      await sleep(random.between(0, 1_500));
      const to = Date.now();
      process.kill(replica.pid, 'SIGCONT');
      away.delete(replica);
      await untilPresent(postgres, replicas.length);
      this.naps.push({ replica: String(index), at, from, sweptAt, to, back: Date.now() });
    }
    return done;
  }

  private async stop(replica: PlaneProcess, index: number, at: string): Promise<void> {
    if (at !== 'anywhere' && (await this.stopsItself(this.file + index, at))) return;
    process.kill(replica.pid, 'SIGSTOP');
  }

  /** Whoever takes the file away stops it: twice would be once too often when it is woken. */
  private async stopsItself(file: string, at: string): Promise<boolean> {
    writeFileSync(`${file}.new`, at);
    renameSync(`${file}.new`, file);
    const deadline = Date.now() + REACHED_WITHIN;
    while (existsSync(file) && Date.now() < deadline) await sleep(5);
    try {
      unlinkSync(file);
      return false;
    } catch {
      return true;
    }
  }
}

/**
 * What a replica had begun before it was stopped and did when it woke up: that it happened counts, when it came does not.
 * No lease keeps an effect from being late; that is what its key is for.
 */
export function markLate(
  { ledger, events }: History,
  naps: readonly Pick<Nap, 'replica' | 'from' | 'to' | 'back'>[],
): number {
  let marked = 0;
  for (const call of ledger) {
    const begins = call.kind === 'do' ? 'step.started' : 'undo.started';
    const begun = events
      .get(call.execution_id)
      ?.find(({ type, data }) => type === begins && data['step'] === call.step && data['attempt'] === call.attempt);
    const isLate = naps.some(({ replica, from, to, back }) => {
      if (replica !== call.by || call.at < to) return false;
      // The start of one without an undo need not be in the log before it begins; it may have been about to be.
      return call.no_undo ? call.at <= back : begun !== undefined && Date.parse(begun.time) <= from;
    });
    if (!isLate) continue;
    call.abandoned = true;
    marked += 1;
  }
  return marked;
}

async function untilPresent(postgres: PostgresServer, wanted: number): Promise<void> {
  for (const deadline = Date.now() + TAKEN_OVER_WITHIN; Date.now() < deadline; await sleep(20)) {
    const replicas = await postgres.query('SELECT FROM replicas', { database: DATABASE });
    if (replicas.length === wanted) return;
  }
  throw new Error(`There are not ${wanted} replicas.`);
}
