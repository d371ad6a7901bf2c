/** What waits to be written: formed when its batch is, and told what became of it. */
interface Waiting<Entry, Result> {
  readonly mayGoAhead: boolean;
  form(): Entry;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

type Tell = () => void;

/** What the entries of a batch are to be told: those that were written, and those that were not. */
interface Settled {
  readonly written: Tell[];
  readonly refused: Tell[];
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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
    /** Is asked for the next batch while it has not answered for the one before, but never for a third. */
    private readonly commit: (batch: Entry[]) => Promise<EntryOutcome<Result>[]>,
    /** Upper bound of a batch, so that the first of many does not wait for all. */
    private readonly maxBatch = 1_000,
    /** So many are worth a batch of their own while another one is under way. */
    private readonly worthwhile = 16,
  ) {}

  /**
   * Writes what `form` gives when the batch is formed. Resolves when it is durable. One that may go ahead is formed and
   * sent, too, while nobody knows what will become of the batch before: whatever it follows must have been told of.
   */
  write(form: () => Entry, mayGoAhead = false): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ mayGoAhead, form, resolve, reject });
      if (!this.busy) {
        this.busy = true;
        // At the end of this turn of the loop, so that all that happens in it shares the commit.
        setImmediate(() => void this.drain());
      }
    });
  }

  /**
   * Whoever computes and whoever commits are not to wait for each other in turn. So a batch is told of while the next one
   * is being committed, once that one has been sent: those who are told compute in this very turn, and would hold it back.
   * What they write is sent ahead, behind the batch that is being committed then. If nothing is under way when a batch is
   * told of, as when everybody waited for this one, its first half is told alone, so that what it writes is on its way
   * while the other half computes. Whose entry was refused hears so before what it wrote next is formed, and after what
   * became of what it wrote before.
   */
  private async drain(): Promise<void> {
    const underWay: Promise<Settled>[] = [];
    let untold: Tell[] = [];
    do {
      const next = this.takeNext(underWay.length);
      if (next.length > 0) underWay.push(this.commitBatch(next));
      if (untold.length > 0) {
        if (next.length > 0) await endOfTurn();
        const isWhole = underWay.length > 0 || untold.length < this.worthwhile;
        for (const tell of untold.splice(0, isWhole ? untold.length : Math.ceil(untold.length / 2))) tell();
        // Those who were just told go on in this turn; what they write next belongs to the next batch.
        await endOfTurn();
      } else {
        const { written, refused } = await underWay.shift()!;
        for (const refuse of refused) refuse();
        if (refused.length > 0) await endOfTurn();
        untold = written;
      }
    } while (this.waiting.length > 0 || untold.length > 0 || underWay.length > 0);
    this.busy = false;
    for (const tell of this.untilIdle.splice(0)) tell();
  }

  private takeNext(underWay: number): Waiting<Entry, Result>[] {
    const goesAhead =
      underWay === 1 && this.waiting.length >= this.worthwhile && this.waiting.every(({ mayGoAhead }) => mayGoAhead);
    return underWay === 0 || goesAhead ? this.waiting.splice(0, this.maxBatch) : [];
  }

  /** Resolves when nothing is being written and nothing waits. */
  idle(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.untilIdle.push(resolve));
  }

  private async commitBatch(taken: Waiting<Entry, Result>[]): Promise<Settled> {
    const settled: Settled = { written: [], refused: [] };
    const formed: Waiting<Entry, Result>[] = [];
    const batch: Entry[] = [];
    const refuse = (waiting: Waiting<Entry, Result>, error: unknown): void => {
      settled.refused.push(() => waiting.reject(error));
    };
    for (const waiting of taken) {
      try {
        batch.push(waiting.form());
        formed.push(waiting);
      } catch (error) {
        refuse(waiting, error);
      }
    }
    try {
      const outcomes = await this.commit(batch);
      for (const [index, waiting] of formed.entries()) {
        const outcome = outcomes[index]!;
        if ('result' in outcome) settled.written.push(() => waiting.resolve(outcome.result));
        else refuse(waiting, outcome.error);
      }
    } catch (error) {
      for (const waiting of formed) refuse(waiting, error);
    }
    return settled;
  }
}
