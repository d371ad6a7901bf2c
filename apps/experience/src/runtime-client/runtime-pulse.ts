import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { HttpService } from '@nestjs/axios';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { RuntimeConnections } from './runtime-connections.js';
import { ClientGone, RuntimeAway, shuttingDown } from './runtime-away.js';

/** A call that has run this long makes us look whether Runtime is still there. */
const LOOK_AFTER_MS = 500;
const LOOK_TIMEOUT_MS = 1_000;
/** Of which each part is waited for by itself. */
const LOOK_PARTS = 4;
/** One miss can be a full disk queue or a busy machine. */
const MISSES_UNTIL_LOST = 2;
const LOOK_WHILE_LOST_MS = 250;

interface OutstandingCall {
  readonly since: number;
  readonly waits: boolean;
  readonly ending: AbortController;
}

/** Whose call it is, and whether it asks Runtime to wait with the answer. */
export interface CallTerms {
  readonly caller: AbortSignal;
  readonly waits: boolean;
}

/**
 * Tells a Runtime that takes its time from one that is away. Every call runs under its watch: while answers are
 * outstanding Runtime's health is asked for, and when that stays silent, all of them end. From then on calls fail at
 * once, until Runtime is found to be back.
 */
@Injectable()
export class RuntimePulse implements OnModuleDestroy {
  private readonly logger = new Logger(RuntimePulse.name);
  private readonly calls = new Set<OutstandingCall>();
  private lost = false;
  private looking = false;
  private closed = false;
  /** Calls that Runtime has answered. */
  private answers = 0;
  private beating: Promise<boolean> | undefined;

  constructor(
    private readonly http: HttpService,
    private readonly connections: RuntimeConnections,
  ) {}

  /**
   * Runs a call. Rejects with `RuntimeAway` while Runtime is lost or once it is found to be, with `ClientGone` when the
   * client leaves, with `SHUTTING_DOWN` when this process stops and the call is one that waits; else as the call does.
   */
  async watch<Result extends { readonly status: number }>(
    terms: CallTerms,
    call: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (this.lost) throw new RuntimeAway('lost', 'Runtime is away and was not asked.');
    if (this.closed && terms.waits) throw shuttingDown();
    const ending = new AbortController();
    const leave = (): void => ending.abort(new ClientGone());
    if (terms.caller.aborted) leave();
    terms.caller.addEventListener('abort', leave, { once: true });
    const outstanding = { since: Date.now(), waits: terms.waits, ending };
    this.calls.add(outstanding);
    void this.look();
    try {
      const result = await call(ending.signal);
      // It may be a proxy in its place that says so.
      if (result.status < 500) this.answers += 1;
      return result;
    } catch (error) {
      throw ending.signal.aborted ? ending.signal.reason : error;
    } finally {
      this.calls.delete(outstanding);
      terms.caller.removeEventListener('abort', leave);
    }
  }

  /**
   * Lets calls fail at once from now on, until Runtime answers again. Those under way go on: a Runtime that stops in
   * an orderly way takes no new connection, but answers what it has been asked.
   */
  lose(reason: string): void {
    if (this.lost || this.closed) return;
    this.lost = true;
    this.logger.warn(`${reason} Calls are answered 503 until it is back.`);
    void this.look();
  }

  /** Whether Runtime was found to be away, and has not been found to be back. */
  get isLost(): boolean {
    return this.lost;
  }

  /** Whether Runtime is there, asked just now. */
  beats(): Promise<boolean> {
    this.beating ??= this.ask().finally(() => (this.beating = undefined));
    return this.beating;
  }

  private async ask(): Promise<boolean> {
    const [late, answered] = [new AbortController(), new AbortController()];
    listening(LOOK_TIMEOUT_MS, answered.signal).then(
      () => late.abort(),
      () => undefined,
    );
    const config = { ...this.connections.health, signal: late.signal };
    return this.http.axiosRef
      .get<unknown>('/healthz', config)
      .then(
        ({ status }) => status < 500,
        () => false,
      )
      .finally(() => answered.abort());
  }

  onModuleDestroy(): void {
    this.closed = true;
    for (const { waits, ending } of this.calls) if (waits) ending.abort(shuttingDown());
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    let misses = 0;
    while ((this.calls.size > 0 || this.lost) && !this.closed) {
      await sleep(this.lost ? LOOK_WHILE_LOST_MS : LOOK_AFTER_MS, undefined, { ref: false });
      if (!this.lost && this.overdue().length === 0) continue;
      const { answers } = this;
      const isThere = await this.beats();
      // One that has much to do may be late with this, and still does it.
      if (isThere || (!this.lost && this.answers > answers)) {
        misses = 0;
        if (this.lost) this.logger.log('Runtime is back.');
        this.lost = false;
      } else {
        misses += 1;
        if (misses >= MISSES_UNTIL_LOST) this.giveUp();
      }
    }
    this.looking = false;
  }

  private giveUp(): void {
    this.lose('Runtime has stopped answering.');
    const gone = new RuntimeAway('lost', 'Runtime has stopped answering.');
    for (const { ending } of this.overdue()) ending.abort(gone);
  }

  private overdue(): OutstandingCall[] {
    const limit = Date.now() - LOOK_AFTER_MS;
    return [...this.calls].filter(({ since }) => since <= limit);
  }
}

/**
 * Resolves after so much time in which this process could listen. A busy one comes to its timers before its sockets, and
 * would take its own lateness for another's. Rejects when the signal is given.
 */
async function listening(ms: number, signal: AbortSignal): Promise<void> {
  for (let part = 0; part < LOOK_PARTS; part += 1) {
    await sleep(ms / LOOK_PARTS, undefined, { ref: false, signal });
    await nextTurn();
  }
}
