import { reach } from '../../determinism/fault-points.js';
import { GroupCommit, type EntryOutcome } from '../group-commit.js';
import { idOf } from './batch-statement.js';
import { Batch, type BatchEntry, type BatchResult } from './batch.js';
import type { DatabasePool } from './database-pool.js';
import type { Pipeline } from './pipeline.js';
import { isOfStatement, toStoreFailure } from './postgres-failure.js';
import type { WriteObserver } from './write-observer.js';

/**
 * Commits what all executions of the replica want to append or to be accepted in batches, each of which is a transaction: in
 * the pipeline, or on a connection of its own if it is a conversation.
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

  private async commit(batch: readonly BatchEntry[]): Promise<EntryOutcome<BatchResult>[]> {
    const outcomes = new Map<BatchEntry, EntryOutcome<BatchResult>>();
    for (const turn of turnsOf(batch)) {
      const committed = await this.commitTurn(turn);
      turn.forEach((entry, index) => outcomes.set(entry, committed[index]!));
    }
    return batch.map((entry) => outcomes.get(entry)!);
  }

  /** An entry that cannot be written is refused alone; where the database is at fault none is known to be written. */
  private async commitTurn(turn: readonly BatchEntry[]): Promise<EntryOutcome<BatchResult>[]> {
    try {
      reach('batch.before-begin');
      const outcomes = await this.outcomesOf(new Batch(turn));
      reach('batch.committed');
      this.observer.committed();
      if (turn.some((entry) => 'accept' in entry && entry.accept.record.owner === null)) this.observer.queued();
      reach('batch.before-answer');
      return outcomes;
    } catch (error) {
      const failure = toStoreFailure(error);
      if (turn.length === 1 || !isOfStatement(error)) return turn.map(() => ({ error: failure }));
      const outcomes: EntryOutcome<BatchResult>[] = [];
      for (const entry of turn) outcomes.push(...(await this.commitTurn([entry])));
      return outcomes;
    }
  }

  private async outcomesOf(batch: Batch): Promise<EntryOutcome<BatchResult>[]> {
    const beforeCommit = (): void => reach('batch.before-commit');
    const written = batch.isConversation
      ? await this.pool.transaction(async (run) => {
          const made = await batch.converse(run);
          beforeCommit();
          return made;
        })
      : batch.written(await this.pipeline.together(batch.statements, beforeCommit));
    return batch.outcomes((statement, values) => this.pipeline.alone((run) => run(statement, values)), written);
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
