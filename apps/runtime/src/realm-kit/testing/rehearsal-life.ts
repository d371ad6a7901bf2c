import { setImmediate as nextTurn, setTimeout as pass } from 'node:timers/promises';
import { RuntimeConfig } from '../../config/runtime-config.js';
import { Engine } from '../../sagas/engine.js';
import type { EngineEvent } from '../../sagas/execution-events.js';
import type { HandlerRegistry, RegisteredHandler } from '../../sagas/handler-registry.js';
import { Intake } from '../../sagas/intake.js';
import type { Decision } from '../../sagas/commands/decisions.js';
import { MortalConnection } from '../../sagas/testing/mortal-connection.js';
import { RunEnvironment } from '../../sagas/run-environment.js';
import { CommitSignal } from '../../storage/commit-signal.js';
import { storesOn } from '../../storage/testing/stores-on.js';
import { SoleReplica } from '../../storage/sqlite/sole-replica.js';
import type { AppendRows } from '../../storage/sql/execution-rows.js';
import { toLogEntries } from '../../storage/sql/log-rows.js';
import { RehearsalClock, type RehearsalTime } from './rehearsal-clock.js';
import type { RehearsalIds } from './rehearsal-ids.js';
import { SESSION, TENANT, type RehearsalStage } from './rehearsal-stage.js';
import { type RehearsedCall, type Seen, WatchedHandler } from './watched-handler.js';

const silent = (): void => undefined;
const SILENT = { debug: silent, log: silent, warn: silent, error: silent };

/** When a life ends: after so many writes, before or after the process hears that the last was made; or after an outcome. */
export type Death = { readonly after: number; readonly hearing: boolean } | 'at the next outcome';

export interface LifeOptions {
  readonly registered: RegisteredHandler;
  readonly stage: RehearsalStage;
  readonly time: RehearsalTime;
  readonly ids: RehearsalIds;
  readonly seen: Seen;
  readonly death: Death;
  readonly isFirst: boolean;
  /** What is done before it goes on. */
  readonly first: ((life: RehearsalLife) => Promise<void>) | undefined;
  called(call: RehearsedCall, life: RehearsalLife): void;
}

/** One life of a process in a rehearsal: a whole engine on the stage's database. */
export class RehearsalLife {
  private readonly connection: MortalConnection;
  private readonly clock: RehearsalClock;
  private readonly watched: WatchedHandler;
  private readonly engine: Engine;
  private readonly intake: Intake;
  private readonly registered: RegisteredHandler;
  private readonly config: { concurrency: number };
  /** What kept the execution from being accepted. */
  refusal: unknown;

  private constructor({ registered, stage, time, ids, seen, death, called }: LifeOptions) {
    this.connection = new MortalConnection(stage.database);
    if (death === 'at the next outcome')
      this.connection.dieAt((name, input) => name === 'append' && holdsOutcome(input as AppendRows));
    this.clock = new RehearsalClock(time);
    this.watched = new WatchedHandler(registered.handler, seen, (call) => called(call, this));
    this.registered = { ...registered, handler: this.watched };
    const registry = {
      find: () => this.registered,
      newest: () => this.registered,
      names: () => [],
    } as unknown as HandlerRegistry;
    const environment = new RunEnvironment(this.clock, ids, stage.data);
    environment.warn = () => undefined;
    const signal = new CommitSignal();
    const { executions } = storesOn(this.connection);
    const config = Object.assign(Object.create(RuntimeConfig.prototype) as RuntimeConfig, RuntimeConfig.from({}));
    this.config = config;
    const replicas = new SoleReplica(this.connection);
    this.engine = new Engine(config, executions, signal, registry, environment, replicas);
    // What an engine says of crashes to its operator is noise where every one of them is meant.
    for (const teller of [this.engine, this.engine.strays]) Reflect.set(teller, 'logger', SILENT);
    this.intake = new Intake(this.engine, executions, signal, this.clock, ids);
  }

  static async begin(options: LifeOptions): Promise<RehearsalLife> {
    const life = new RehearsalLife(options);
    const { death, isFirst, first } = options;
    if (first) await life.first(() => first(life));
    else await life.engine.onApplicationBootstrap();
    // What an engine writes when it starts is not part of what is counted; a later life goes on at once.
    if (isFirst) await life.quiet();
    if (death !== 'at the next outcome') life.connection.count(death.after, death.hearing);
    return life;
  }

  get isDead(): boolean {
    return this.connection.isDead;
  }

  get commits(): number {
    return this.connection.commits;
  }

  get handlerAwaitsSomethingElse(): boolean {
    return this.watched.awaitsSomethingElse;
  }

  /** Whether an attempt is under way. */
  get isAtWork(): boolean {
    return this.watched.running > 0;
  }

  /** It may die before it knows that it has accepted, so nobody waits for that. */
  submit(payload: unknown, artifactIds: readonly string[]): void {
    const intent = { handler: this.registered, tenantId: TENANT, sessionId: SESSION, payload, artifactIds };
    this.intake.accept(intent).then(
      ({ result }) => {
        if (result.outcome !== 'accepted') this.refusal = new Error(`The intent was not accepted: ${result.outcome}.`);
      },
      (error: unknown) => (this.refusal = error),
    );
  }

  /** Appends what `decide` says. It never resolves if the life ends before that is durable. */
  async command(executionId: string, decide: Decision): Promise<void> {
    await this.engine.apply(executionId, decide).catch(() => undefined);
  }

  /** Does this first, before anything that it finds is carried on. */
  async first(work: () => Promise<void>): Promise<void> {
    const { concurrency } = this.config;
    this.config.concurrency = 0;
    await this.engine.onApplicationBootstrap();
    await work();
    this.config.concurrency = concurrency;
    this.engine.enqueued();
  }

  tell(executionId: string, ...events: EngineEvent[]): void {
    void this.command(executionId, () => events);
  }

  /** Resolves when nothing goes on but attempts, which may take real time. */
  async quiet(): Promise<void> {
    for (let turns = 0; turns < 3; turns += 1) {
      await nextTurn();
      if (this.connection.busy) turns = 0;
    }
  }

  /** Lets the next thing happen: an attempt ends, or a timer is over. False if nothing is left to happen. */
  async proceed(): Promise<boolean> {
    const { nextAt } = this.clock;
    if (!this.isAtWork) {
      this.clock.advance();
      return nextAt !== undefined;
    }
    // Real work takes real time, and so do its time-outs.
    const over = new AbortController();
    const timer = nextAt === undefined ? new Promise<false>(() => undefined) : elapsed(nextAt - this.clock.now(), over);
    const ended = this.watched.attemptEnded().then(() => false as const);
    if (await Promise.race([ended, timer])) this.clock.advance();
    over.abort();
    return true;
  }

  /** Ends it: nothing more is written, and nothing read. */
  end(): void {
    this.connection.die();
  }

  /** Lets the attempts of a life that has died come to their end, as a call on its way to another service does. */
  async fade(): Promise<void> {
    while (this.isAtWork) {
      const limit = new AbortController();
      const isOver = await Promise.race([this.watched.attemptEnded().then(() => false), elapsed(FADE_MS, limit)]);
      limit.abort();
      if (isOver) return;
    }
  }
}

const OUTCOMES = ['step.succeeded', 'step.failed', 'undo.succeeded', 'undo.failed', 'wait.ended'];

function holdsOutcome({ entries }: AppendRows): boolean {
  return entries !== null && toLogEntries({ sequence: 0, entries }).some(({ type }) => OUTCOMES.includes(type));
}

/** How long, in real time, a call may still be on its way when the process has died. */
const FADE_MS = 1_000;
const LONGEST_TIMER = 2 ** 31 - 1;

async function elapsed(delay: number, { signal }: AbortController): Promise<boolean> {
  return pass(Math.min(Math.max(delay, 0), LONGEST_TIMER), true, { signal }).catch(() => false);
}
