import { reach } from '../../determinism/fault-points.js';
import { GroupCommit, type EntryOutcome } from '../group-commit.js';
import { idOf } from './batch-statement.js';
import { Batch, type BatchEntry, type BatchResult } from './batch.js';
import type { DatabasePool } from './database-pool.js';
import type { Pipeline } from './pipeline.js';
import { isOfStatement, toStoreFailure } from './postgres-failure.js';
import type { WriteObserver } from './write-observer.js';

/**
 * Commits what all executions of the replica want to append or to be accepted in batches, each of which is a transaction: a
 * single statement in the pipeline, anything else on a connection of its own.
 */
export class BatchWriter {
  private readonly commits: GroupCommit<BatchEntry, BatchResult>;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly pool: DatabasePool,
    private readonly observer: Pick<WriteObserver, 'committed' | 'queued'>,
  ) {
    this.commits = new GroupCommit((batch) => this.commit(batch));
  }

  write(form: () => BatchEntry, mayGoAhead: boolean): Promise<BatchResult> {
    return this.commits.write(form, mayGoAhead);
  }

  idle(): Promise<void> {
    return this.commits.idle();
  }

  /** An entry that cannot be written is refused alone; where the database is at fault none is known to be written. */
  private async commit(batch: readonly BatchEntry[]): Promise<EntryOutcome<BatchResult>[]> {
    try {
      reach('batch.before-begin');
      const results = await this.writeAll(batch);
      reach('batch.committed');
      this.observer.committed();
      if (batch.some((entry) => 'accept' in entry && entry.accept.record.owner === null)) this.observer.queued();
      reach('batch.before-answer');
      return results.map((result) => ({ result }));
    } catch (error) {
      const failure = toStoreFailure(error);
      if (batch.length === 1 || !isOfStatement(error)) return batch.map(() => ({ error: failure }));
      const outcomes: EntryOutcome<BatchResult>[] = [];
      for (const entry of batch) outcomes.push(...(await this.commit([entry])));
      return outcomes;
    }
  }

  private async writeAll(entries: readonly BatchEntry[]): Promise<BatchResult[]> {
    const results = new Map<BatchEntry, BatchResult>();
    for (const turn of turnsOf(entries)) {
      const written = await this.writeTurn(new Batch(turn));
      turn.forEach((entry, index) => results.set(entry, written[index]!));
    }
    return entries.map((entry) => results.get(entry)!);
  }

  private async writeTurn(batch: Batch): Promise<BatchResult[]> {
    if (batch.isPlain) return this.pipeline.alone((run) => batch.write(run));
    return this.pool.transaction(async (run) => {
      const results = await batch.write(run);
      reach('batch.before-commit');
      return results;
    });
  }
}

/** A statement changes a row once: where an execution stands twice in a batch, under two fences, one comes after the other. */
function turnsOf(entries: readonly BatchEntry[]): BatchEntry[][] {
  const turns: BatchEntry[][] = [];
  const seen = new Map<string, number>();
  for (const entry of entries) {
    const id = 'append' in entry ? idOf(entry.append) : entry.accept.record.executionId;
    const turn = seen.get(id) ?? 0;
    seen.set(id, turn + 1);
    (turns[turn] ??= []).push(entry);
  }
  return turns;
}
