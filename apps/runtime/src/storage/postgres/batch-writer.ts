import { reach } from '../../determinism/fault-points.js';
import type { Acceptance, AcceptanceResult } from '../execution-store.js';
import { GroupCommit, type EntryOutcome } from '../group-commit.js';
import type { AppendRows } from '../sql/execution-rows.js';
import { AcceptanceBatch } from './acceptance-batch.js';
import { appendAll, idOf } from './append-batch.js';
import { ConcurrencyKeys } from './concurrency-keys.js';
import type { DatabasePool, Run } from './database-pool.js';
import { isOfStatement, toStoreFailure } from './postgres-failure.js';
import type { WriteObserver } from './write-observer.js';

type Entry = { readonly accept: Acceptance } | { readonly append: AppendRows };
type Result = AcceptanceResult | boolean;

/** Commits what all executions of the replica want to append or to be accepted as one transaction at a time. */
export class BatchWriter {
  private readonly commits: GroupCommit<Entry, Result>;

  constructor(
    private readonly pool: DatabasePool,
    private readonly observer: Pick<WriteObserver, 'committed' | 'queued'>,
  ) {
    this.commits = new GroupCommit((batch) => this.commit(batch));
  }

  write(form: () => Entry): Promise<Result> {
    return this.commits.write(form);
  }

  idle(): Promise<void> {
    return this.commits.idle();
  }

  /** An entry that cannot be written is refused alone; where the database is at fault none is known to be written. */
  private async commit(batch: readonly Entry[]): Promise<EntryOutcome<Result>[]> {
    try {
      reach('batch.before-begin');
      const results = await this.pool.transaction(async (run) => {
        const written = await write(run, batch);
        reach('batch.before-commit');
        return written;
      });
      reach('batch.committed');
      this.observer.committed();
      if (batch.some((entry) => 'accept' in entry && entry.accept.record.owner === null)) this.observer.queued();
      reach('batch.before-answer');
      return results.map((result) => ({ result }));
    } catch (error) {
      const failure = toStoreFailure(error);
      if (batch.length === 1 || !isOfStatement(error)) return batch.map(() => ({ error: failure }));
      const outcomes: EntryOutcome<Result>[] = [];
      for (const entry of batch) outcomes.push(...(await this.commit([entry])));
      return outcomes;
    }
  }
}

/** The results, in the order of the entries. */
async function write(run: Run, batch: readonly Entry[]): Promise<Result[]> {
  const keys = new ConcurrencyKeys();
  const acceptances = batch.flatMap((entry) => ('accept' in entry ? [entry.accept] : []));
  await keys.lock(run, [
    ...acceptances.map(({ record }) => record),
    ...batch.flatMap((entry) =>
      'append' in entry ? [{ tenantId: entry.append.tenantId, concurrencyKey: entry.append.freedKey }] : [],
    ),
  ]);
  const results = new Map<Entry, Result>();
  for (const appends of turnsOf(batch)) {
    const made = await appendAll(
      run,
      appends.map(({ append }) => append),
      keys,
    );
    appends.forEach((entry, index) => results.set(entry, made[index]!));
  }
  if (acceptances.length > 0) {
    const accepted = await new AcceptanceBatch(run, acceptances, keys).write();
    batch.filter((entry) => 'accept' in entry).forEach((entry, index) => results.set(entry, accepted[index]!));
  }
  return batch.map((entry) => results.get(entry)!);
}

/** A statement changes a row once: where an execution stands twice in a batch, under two fences, one comes after the other. */
function turnsOf(batch: readonly Entry[]): Extract<Entry, { append: AppendRows }>[][] {
  const turns: Extract<Entry, { append: AppendRows }>[][] = [];
  const seen = new Map<string, number>();
  for (const entry of batch) {
    if (!('append' in entry)) continue;
    const turn = seen.get(idOf(entry.append)) ?? 0;
    seen.set(idOf(entry.append), turn + 1);
    (turns[turn] ??= []).push(entry);
  }
  return turns;
}
