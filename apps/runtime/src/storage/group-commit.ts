/** What waits to be written: formed when its batch is, and told what became of it. */
interface Waiting<Entry, Result> {
  form(): Entry;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Outcome of one entry of a batch: one that is refused does not hold up the others. */
export type EntryOutcome<Result> = { readonly result: Result } | { readonly error: Error };

/**
 * Collects what everybody wants to write while the former commit is under way, and commits it as one batch.
 * Nobody is told before the batch is durable. If the commit itself fails, all of its entries are rejected.
 */
export class GroupCommit<Entry, Result> {
  private waiting: Waiting<Entry, Result>[] = [];
  private busy = false;
  private readonly untilIdle: (() => void)[] = [];

  constructor(
    private readonly commit: (batch: Entry[]) => Promise<EntryOutcome<Result>[]>,
    /** Upper bound of a batch, so that the first of many does not wait for all. */
    private readonly maxBatch = 1_000,
  ) {}

  /** Writes what `form` gives when the batch is formed. Resolves when it is durable. */
  write(form: () => Entry): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ form, resolve, reject });
      if (!this.busy) {
        this.busy = true;
        // At the end of this turn of the loop, so that all that happens in it shares the commit.
        setImmediate(() => void this.drain());
      }
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const taken = this.waiting.splice(0, this.maxBatch);
      await this.commitBatch(taken);
      // Those who were just told go on in this turn; what they write next belongs to the next batch.
      await new Promise(setImmediate);
    }
    this.busy = false;
    for (const tell of this.untilIdle.splice(0)) tell();
  }

  /** Resolves when nothing is being written and nothing waits. */
  idle(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.untilIdle.push(resolve));
  }

  private async commitBatch(taken: Waiting<Entry, Result>[]): Promise<void> {
    const formed: Waiting<Entry, Result>[] = [];
    const batch: Entry[] = [];
    for (const waiting of taken) {
      try {
        batch.push(waiting.form());
        formed.push(waiting);
      } catch (error) {
        waiting.reject(error);
      }
    }
    try {
      const outcomes = await this.commit(batch);
      formed.forEach((waiting, index) => {
        const outcome = outcomes[index]!;
        if ('error' in outcome) waiting.reject(outcome.error);
        else waiting.resolve(outcome.result);
      });
    } catch (error) {
      for (const waiting of formed) waiting.reject(error);
    }
  }
}
