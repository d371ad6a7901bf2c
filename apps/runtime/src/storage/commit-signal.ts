type Listener = () => void;

/**
 * Says that an execution's log has grown. It carries nothing: who hears it reads the log, so that history and live
 * are one path and a signal that is missed costs time and loses nothing.
 */
export class CommitSignal {
  private readonly byExecution = new Map<string, Set<Listener>>();
  private readonly ofAll = new Set<Listener>();

  /** Calls `listener` after each commit to the execution, or to any if none is named, until the returned function is called. */
  onCommit(executionId: string | undefined, listener: Listener): () => void {
    if (executionId === undefined) {
      this.ofAll.add(listener);
      return () => this.ofAll.delete(listener);
    }
    const listeners = this.byExecution.get(executionId) ?? new Set();
    this.byExecution.set(executionId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.byExecution.get(executionId) === listeners) this.byExecution.delete(executionId);
    };
  }

  /** Whether anybody listens to an execution. */
  get isWatched(): boolean {
    return this.byExecution.size > 0;
  }

  /** Whether anybody listens to all of them. */
  get isFeedWatched(): boolean {
    return this.ofAll.size > 0;
  }

  /** Has everybody look again, when it is not known what was committed. */
  lookAgain(): void {
    for (const listeners of [...this.byExecution.values(), this.ofAll])
      for (const listener of [...listeners]) listener();
  }

  /** To be called when a commit is durable, and not before. */
  committed(executionId: string): void {
    const listeners = this.byExecution.get(executionId);
    if (listeners) for (const listener of [...listeners]) listener();
    for (const listener of [...this.ofAll]) listener();
  }

  /** Commits to the execution, or to any if none is named, from now on. To be closed by whoever asked for it. */
  commits(executionId: string | undefined): Commits {
    return new Commits((listener) => this.onCommit(executionId, listener));
  }

  /**
   * Looks, and looks again after each commit, until something is found or `over` resolves; then what was found last.
   * A commit between looking and waiting is not missed.
   */
  async watch<Found>(
    executionId: string | undefined,
    look: () => Found | undefined | Promise<Found | undefined>,
    over: Promise<unknown>,
  ): Promise<Found | undefined> {
    const commits = this.commits(executionId);
    void over.then(() => commits.close());
    try {
      for (;;) {
        const isLast = commits.isClosed;
        const found = await look();
        if (found !== undefined || isLast) return found;
        await commits.next();
      }
    } finally {
      commits.close();
    }
  }
}

/** Commits as they come. Several between two looks are one, and none is missed. */
export class Commits {
  isClosed = false;
  private committed = false;
  private wake: () => void = () => undefined;
  private readonly unsubscribe: () => void;

  constructor(subscribe: (listener: Listener) => () => void) {
    this.unsubscribe = subscribe(() => {
      this.committed = true;
      this.wake();
    });
  }

  /** Resolves when something was committed since this resolved last, or when it is closed. */
  async next(): Promise<void> {
    if (!this.committed && !this.isClosed) await new Promise<void>((resolve) => (this.wake = resolve));
    this.committed = false;
  }

  close(): void {
    this.isClosed = true;
    this.unsubscribe();
    this.wake();
  }
}
