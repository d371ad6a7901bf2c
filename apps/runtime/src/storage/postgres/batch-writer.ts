import { reach } from '../../determinism/fault-points.js';
import { GroupCommit, type EntryOutcome } from '../group-commit.js';
import type { StoreFailure } from '../store-failure.js';
import { idOf } from '../sql/execution-rows.js';
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

  /** An entry that cannot be written is refused alone; where the database is at fault none is known to be written. */
  private async commit(batch: readonly BatchEntry[]): Promise<EntryOutcome<BatchResult>[]> {
    const outcomes = new Map<BatchEntry, EntryOutcome<BatchResult>>();
    const turns = turnsOf(batch);
    let outage: StoreFailure | undefined;
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      try {
        if (outage) throw outage;
        const written = await this.commitTurn(turn);
        for (const [place, entry] of turn.entries()) outcomes.set(entry, written[place]!);
      } catch (error) {
        const failure = toStoreFailure(error);
        if (!isOfStatement(error)) outage = failure;
        if (!outage && turn.length > 1) turns.unshift(...turn.map((entry) => [entry]));
        else for (const entry of turn) outcomes.set(entry, { error: failure });
      }
    }
    return batch.map((entry) => outcomes.get(entry)!);
  }

  private async commitTurn(turn: readonly BatchEntry[]): Promise<EntryOutcome<BatchResult>[]> {
    reach('batch.before-begin');
    const outcomes = await this.outcomesOf(new Batch(turn));
    reach('batch.committed');
    this.observer.committed();
    if (turn.some((entry) => 'accept' in entry && entry.accept.record.owner === null)) this.observer.queued();
    reach('batch.before-answer');
    return outcomes;
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
