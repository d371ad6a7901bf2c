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

  /**
   * Looks, and looks again after each commit, until something is found or `over` resolves; then what was found last.
   * A commit between looking and waiting is not missed.
   */
  async watch<Found>(
    executionId: string | undefined,
    look: () => Found | undefined | Promise<Found | undefined>,
    over: Promise<unknown>,
  ): Promise<Found | undefined> {
    let committed = false;
    let ended = false;
    let wake: () => void = () => undefined;
    const unsubscribe = this.onCommit(executionId, () => {
      committed = true;
      wake();
    });
    void over.then(() => {
      ended = true;
      wake();
    });
    try {
      for (;;) {
        committed = false;
        const found = await look();
        if (found !== undefined || ended) return found;
        if (!committed) await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      unsubscribe();
    }
  }
}
