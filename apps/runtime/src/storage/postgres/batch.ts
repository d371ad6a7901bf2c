import type { Acceptance, AcceptanceResult } from '../execution-store.js';
import type { AppendRows } from '../sql/execution-rows.js';
import { explainRefusals } from './acceptance-refusals.js';
import { claimArtifacts, unavailableArtifacts } from './artifact-claims.js';
import { batchValues, idOf, WRITE_BATCH } from './batch-statement.js';
import { ConcurrencyKeys } from './concurrency-keys.js';
import type { Run } from './connections.js';
import { changeRealmData } from './realm-changes.js';

export type BatchEntry = { readonly accept: Acceptance } | { readonly append: AppendRows };
export type BatchResult = AcceptanceResult | boolean;

/** What was collected while the former batch was being committed. An execution stands in it once. */
export class Batch {
  private readonly acceptances: Acceptance[];
  private readonly appends: AppendRows[];
  private readonly keys = new ConcurrencyKeys();

  constructor(private readonly entries: readonly BatchEntry[]) {
    this.acceptances = entries.flatMap((entry) => ('accept' in entry ? [entry.accept] : []));
    this.appends = entries.flatMap((entry) => ('append' in entry ? [entry.append] : []));
  }

  /** Whether all of it is one statement, so that no transaction has to be opened for it. */
  get isPlain(): boolean {
    return (
      this.acceptances.every(({ record, artifactIds }) => record.concurrencyKey === null && artifactIds.length === 0) &&
      this.appends.every(({ changes, freedKey }) => changes.length === 0 && freedKey === null)
    );
  }

  /** Writes it; in a transaction unless it is plain. The results are in the order of the entries. */
  async write(run: Run): Promise<BatchResult[]> {
    await this.keys.lock(run, [
      ...this.acceptances.map(({ record }) => record),
      ...this.appends.map(({ tenantId, freedKey }) => ({ tenantId, concurrencyKey: freedKey })),
    ]);
    const naming = this.acceptances.filter(({ artifactIds }) => artifactIds.length > 0);
    const unavailable: ReadonlyMap<Acceptance, string | undefined> =
      naming.length > 0 ? await unavailableArtifacts(run, naming) : new Map();
    const open = this.acceptances
      .filter((acceptance) => unavailable.get(acceptance) === undefined)
      .map((acceptance) => ({ acceptance, isBehind: this.keys.isBehind(acceptance.record) }));
    const written = await run<{ id: string }>(WRITE_BATCH, batchValues(this.appends, open));
    const made = new Set(written.map(({ id }) => id));

    const accepted = this.acceptances.filter(({ record }) => made.has(record.executionId));
    const appended = this.appends.filter((append) => made.has(idOf(append)));
    const refused = this.acceptances.filter(({ record }) => !made.has(record.executionId));
    const reasons = refused.length > 0 ? await explainRefusals(run, refused, unavailable) : [];
    if (!this.isPlain) await this.follow(run, accepted, appended, refused);
    return this.entries.map((entry) => {
      if ('append' in entry) return made.has(idOf(entry.append));
      return made.has(entry.accept.record.executionId)
        ? { outcome: 'accepted' }
        : reasons[refused.indexOf(entry.accept)]!;
    });
  }

  /** What commits with what was written. */
  private async follow(run: Run, accepted: Acceptance[], appended: AppendRows[], refused: Acceptance[]): Promise<void> {
    await claimArtifacts(run, accepted);
    await changeRealmData(
      run,
      appended.flatMap(({ tenantId, changes }) => changes.map((change) => [tenantId, change] as const)),
    );
    await this.keys.passOn(run, [
      ...appended.map(({ tenantId, freedKey }) => ({ tenantId, concurrencyKey: freedKey })),
      // Of those of one key the first may have been refused, and the next be held behind nobody.
      ...refused.map(({ record }) => record),
    ]);
  }
}
