/** One request and its answer: given up when the follower leaves, or when nothing comes for too long. */
export class Exchange {
  private readonly ending = new AbortController();

  constructor(
    private readonly follower: AbortSignal,
    private readonly silenceMs: number,
  ) {
    follower.addEventListener('abort', this.end, { once: true });
    if (follower.aborted) this.end();
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  /** Waits for what is to come of the server. Rejects, as everything else of the exchange then does, if nothing comes in time. */
  async expect<Result>(coming: Promise<Result>): Promise<Result> {
    const timer = setTimeout(() => this.ending.abort(new Error('The server has fallen silent.')), this.silenceMs);
    try {
      return await coming;
    } finally {
      clearTimeout(timer);
    }
  }

  /** To be called when it is over, or nobody waits for it any more: closes the connection if it is still busy. */
  readonly end = (): void => {
    this.follower.removeEventListener('abort', this.end);
    this.ending.abort();
  };
}
