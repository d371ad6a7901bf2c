import { TransientMap } from '../memory/transient-map.js';

type Listener = () => void;

/** Whose log has grown. */
export interface Grown {
  readonly executionId: string;
  readonly sessionId: string;
  readonly tenantId: string;
}

/** What somebody listens to: one execution, a session, or all of a tenant. */
export type Topic = { readonly [Name in keyof Grown]: Pick<Grown, Name> }[keyof Grown];

/**
 * Says that an execution's log has grown. It carries nothing: who hears it reads the log, so that history and live
 * are one path and a signal that is missed costs time and loses nothing. Only those hear it whom it may concern: each
 * reads because of it.
 */
export class CommitSignal {
  /** Set where a feed is complete only some time after a commit: the store says then when it is. */
  feedsGrowLater = false;
  private readonly listeners: { readonly [Name in keyof Grown]: TransientMap<string, Set<Listener>> } = {
    executionId: new TransientMap(),
    sessionId: new TransientMap(),
    tenantId: new TransientMap(),
  };

  /** Calls `listener` after each commit of the topic, until the returned function is called. */
  onCommit(topic: Topic, listener: Listener): () => void {
    const [[name, id]] = Object.entries(topic) as [[keyof Grown, string]];
    const all = this.listeners[name];
    const listeners = all.get(id) ?? new Set();
    all.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && all.get(id) === listeners) all.delete(id);
    };
  }

  /** Whether anybody listens to an execution. */
  get isWatched(): boolean {
    return this.listeners.executionId.size > 0;
  }

  /** Whether anybody listens to many of them. */
  get isFeedWatched(): boolean {
    return this.listeners.sessionId.size > 0 || this.listeners.tenantId.size > 0;
  }

  /** Has everybody look again, when it is not known what was committed. */
  lookAgain(): void {
    for (const all of Object.values(this.listeners)) for (const listeners of all.values()) tell(listeners);
  }

  /** Whether anybody listens to the session or the tenant. */
  isFeedWatchedOf({ sessionId, tenantId }: Grown): boolean {
    return this.listeners.sessionId.has(sessionId) || this.listeners.tenantId.has(tenantId);
  }

  /** To be called when a commit is durable, and not before. */
  committed(grown: Grown): void {
    this.executionGrown(grown);
    if (!this.feedsGrowLater) this.feedGrown(grown);
  }

  executionGrown({ executionId }: Grown): void {
    tell(this.listeners.executionId.get(executionId));
  }

  feedGrown({ sessionId, tenantId }: Grown): void {
    tell(this.listeners.sessionId.get(sessionId));
    tell(this.listeners.tenantId.get(tenantId));
  }

  /** Commits of the topic from now on. To be closed by whoever asked for it. */
  commits(topic: Topic): Commits {
    return new Commits((listener) => this.onCommit(topic, listener));
  }

  /**
   * Looks, and looks again after each commit, until something is found or `over` resolves; then what was found last.
   * A commit between looking and waiting is not missed.
   */
  async watch<Found>(
    topic: Topic,
    look: () => Found | undefined | Promise<Found | undefined>,
    over: Promise<unknown>,
  ): Promise<Found | undefined> {
    const commits = this.commits(topic);
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

function tell(listeners: ReadonlySet<Listener> | undefined): void {
  if (listeners) for (const listener of [...listeners]) listener();
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
