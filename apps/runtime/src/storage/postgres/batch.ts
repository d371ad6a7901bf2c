import type { Acceptance, AcceptanceResult } from '../execution-store.js';
import type { EntryOutcome } from '../group-commit.js';
import { idOf, type AppendRows } from '../sql/execution-rows.js';
import { explainRefusals } from './acceptance-refusals.js';
import { claimArtifacts, unavailableArtifacts } from './artifact-claims.js';
import { batchStatement } from './batch-statement.js';
import { areBehind, ConcurrencyKeys } from './concurrency-keys.js';
import type { Run, Statement } from './connections.js';
import { toStoreFailure } from './postgres-failure.js';
import { changeRealmData, isFactChange } from './realm-changes.js';

export type BatchEntry = { readonly accept: Acceptance } | { readonly append: AppendRows };
export type BatchResult = AcceptanceResult | boolean;

/** What is known of a batch that was written. */
interface Written {
  /** The executions that were changed or accepted, and whether they are held. */
  readonly made: ReadonlyMap<string, boolean>;
  /** The artifact that was missing, for each acceptance that named one. */
  readonly unavailable: ReadonlyMap<Acceptance, string | undefined>;
}

/** What was collected while the former batch was being committed. An execution stands in it once. */
export class Batch {
  private readonly acceptances: Acceptance[];
  private readonly appends: AppendRows[];
  private readonly keys: ConcurrencyKeys;

  constructor(private readonly entries: readonly BatchEntry[]) {
    this.acceptances = entries.flatMap((entry) => ('accept' in entry ? [entry.accept] : []));
    this.appends = entries.flatMap((entry) => ('append' in entry ? [entry.append] : []));
    const accepted = this.acceptances.map(({ record }) => record);
    const ended = this.appends.map(({ tenantId, freedKey }) => ({ tenantId, concurrencyKey: freedKey }));
    this.keys = new ConcurrencyKeys([...accepted, ...ended].filter(({ concurrencyKey }) => concurrencyKey !== null));
  }

  /** Whether what has to be written can be said only when something has been read. */
  get isConversation(): boolean {
    return (
      this.acceptances.some(({ artifactIds }) => artifactIds.length > 0) ||
      this.appends.some(({ changes }) => changes.some((change) => !isFactChange(change)))
    );
  }

  /** All of it, where it is no conversation: a statement, or some that make a transaction. */
  get statements(): Statement[] {
    return [...this.keys.lock, this.statementOf(this.acceptances), ...this.keys.passOn];
  }

  /** What became of `statements`, by the rows that each of them gave. */
  written(rows: readonly (readonly unknown[])[]): Written {
    return { made: madeBy(rows[this.keys.lock.length]!), unavailable: new Map() };
  }

  /** Writes it in a transaction. */
  async converse(run: Run): Promise<Written> {
    for (const lock of this.keys.lock) await run(lock);
    const naming = this.acceptances.filter(({ artifactIds }) => artifactIds.length > 0);
    const unavailable = naming.length > 0 ? await unavailableArtifacts(run, naming) : new Map<Acceptance, undefined>();
    const open = this.acceptances.filter((acceptance) => unavailable.get(acceptance) === undefined);
    const made = madeBy(await run(this.statementOf(open)));
    await claimArtifacts(
      run,
      this.acceptances.filter(({ record }) => made.has(record.executionId)),
    );
    const changes = this.appends
      .filter((append) => made.has(idOf(append)))
      .flatMap((append) => append.changes.map((change) => [append.tenantId, change] as const));
    await changeRealmData(run, changes);
    for (const passOn of this.keys.passOn) await run(passOn);
    return { made, unavailable };
  }

  /**
   * In the order of the entries. Why an acceptance was refused is found out by `run`; if that fails, the others are
   * written all the same.
   */
  async outcomes(run: Run, { made, unavailable }: Written): Promise<EntryOutcome<BatchResult>[]> {
    const refused = this.acceptances.filter(({ record }) => !made.has(record.executionId));
    const reasons: EntryOutcome<BatchResult>[] =
      refused.length === 0
        ? []
        : await explainRefusals(run, refused, unavailable).then(
            (results) => results.map((result) => ({ result })),
            (error: unknown) => refused.map(() => ({ error: toStoreFailure(error) })),
          );
    return this.entries.map((entry) => {
      if ('append' in entry) return { result: made.has(idOf(entry.append)) };
      const isHeld = made.get(entry.accept.record.executionId);
      if (isHeld === undefined) return reasons[refused.indexOf(entry.accept)]!;
      return { result: { outcome: 'accepted', ...(isHeld && { isHeld }) } };
    });
  }

  private statementOf(open: readonly Acceptance[]): Statement {
    const behind = areBehind(open.map(({ record }) => record));
    return batchStatement(
      this.appends,
      open.map((acceptance, place) => ({ acceptance, isBehind: behind[place]! })),
    );
  }
}

function madeBy(rows: readonly unknown[]): Map<string, boolean> {
  return new Map((rows as { id: string; isHeld: boolean }[]).map(({ id, isHeld }) => [id, isHeld]));
}
