import { defineIntent } from '@app/intent-contracts';
import { IsOptional } from 'class-validator';
import { RuntimeConfig } from '../../config/runtime-config.js';
import { Clock, SystemClock, type Timer } from '../../determinism/clock.js';
import { SystemIds } from '../../determinism/ids.js';
import { CommitSignal } from '../../storage/commit-signal.js';
import type { ExecutionRecord } from '../../storage/execution-record.js';
import type { ExecutionStore, RealmChange } from '../../storage/execution-store.js';
import { LocalConnection } from '../../storage/sqlite/local-connection.js';
import { SqliteExecutionStore } from '../../storage/sqlite/sqlite-execution-store.js';
import { SoleReplica } from '../../storage/sqlite/sole-replica.js';
import { Engine } from '../engine.js';
import type { EngineEvent, LoggedEvent } from '../execution-events.js';
import type { HandlerRegistry, RegisteredHandler } from '../handler-registry.js';
import { Intake } from '../intake.js';
import { readLog } from '../log-reader.js';
import { RealmDataAccess, type ActingFor, type RealmData } from '../realm-data.js';
import { RunEnvironment } from '../run-environment.js';
import type { Saga } from '../saga.js';
import { MortalConnection } from './mortal-connection.js';

class AnyObject {
  @IsOptional() number?: number;
}

const Tried = defineIntent({ type: 'test.try', realm: 'test', input: AnyObject, output: AnyObject });

const SPEED = 50;
const BEGINNING = Date.now();

/** Time at fifty times its speed: seconds of grace and retries pass while a test waits milliseconds. */
class FastClock extends SystemClock {
  override now(): number {
    return BEGINNING + (super.now() - BEGINNING) * SPEED;
  }

  /** Nobody waits for it when the tests are over: a sleeper of a day is left asleep. */
  override timer(delay: number): Timer {
    let finish!: () => void;
    const over = new Promise<void>((resolve) => (finish = resolve));
    const timeout = setTimeout(finish, delay / SPEED).unref();
    const cancel = (): void => {
      clearTimeout(timeout);
      finish();
    };
    return { over, cancel };
  }
}

/** Facts that are only noted: tests of the engine look at what it commits, not at what a realm reads. */
class NotedRealmData extends RealmDataAccess {
  override open(realm: string, _whom: ActingFor, changes: RealmChange[]): RealmData {
    const none = () => Promise.resolve(undefined);
    const scope = `realm:${realm}`;
    return {
      state: {
        get: none,
        list: () => Promise.resolve([]),
        set: (key, value) => void changes.push({ kind: 'fact.set', scope, key, value: JSON.stringify(value) }),
        delete: (key) => void changes.push({ kind: 'fact.delete', scope, key }),
      },
      artifacts: {
        get: none,
        withFile: () => Promise.reject(new Error('no files here')),
        create: () => Promise.reject(new Error('no files here')),
        describe: () => undefined,
        delete: (artifactId) => void changes.push({ kind: 'artifact.delete', artifactId }),
      },
      ask: () => Promise.reject(new Error('nobody to ask here')),
    };
  }
  override committed(): void {}
}

/** What a handler under test does. */
export type Run = (saga: Saga, input: AnyObject) => Promise<unknown>;

/** One life of a process on a database that outlives it: an engine with one handler. */
export class EngineLife {
  private constructor(
    readonly connection: MortalConnection,
    readonly store: ExecutionStore,
    readonly engine: Engine,
    private readonly intake: Intake,
    private readonly handler: RegisteredHandler,
    private readonly clock: Clock,
  ) {}

  /** A new database in memory, with an open session. */
  static async newDatabase(): Promise<LocalConnection> {
    const database = await LocalConnection.open();
    const now = new FastClock().now();
    const session = { sessionId: 'ses_1', tenantId: 'acme', userId: 'ann', context: '{}', closed: false };
    await database.write('createSession', () => ({
      ...session,
      createdAt: now,
      updatedAt: now,
      expiresAt: now + 1e12,
    }));
    return database;
  }

  static async begin(
    database: LocalConnection,
    run: Run,
    options: {
      dieAfter?: number;
      hearing?: boolean;
      deadline?: number;
      data?: RealmDataAccess;
      /** How many executions are carried out at once. */
      slots?: number;
    } = {},
  ): Promise<EngineLife> {
    const connection = new MortalConnection(database);
    const store = new SqliteExecutionStore(connection);
    const { deadline } = options;
    const handler: RegisteredHandler = {
      definition: Tried,
      version: 1,
      ...(deadline === undefined ? {} : { deadline }),
      handler: { run } as never,
    };
    const registry = { find: () => handler, newest: () => handler, names: () => [] } as unknown as HandlerRegistry;
    const clock = new FastClock();
    const environment = new RunEnvironment(clock, new SystemIds(), options.data ?? new NotedRealmData());
    environment.warn = () => undefined;
    const signal = new CommitSignal();
    const engine = new Engine(
      RuntimeConfig.from({ RUNTIME_CONCURRENCY: String(options.slots ?? 1_024) }),
      store,
      signal,
      registry,
      environment,
      new SoleReplica(connection),
    );
    const intake = new Intake(engine, store, signal, clock, new SystemIds());
    const life = new EngineLife(connection, store, engine, intake, handler, clock);
    await engine.onApplicationBootstrap();
    // What an engine writes when it starts is not part of what is counted.
    await clock.sleep(100);
    connection.count(options.dieAfter ?? Infinity, options.hearing ?? true);
    return life;
  }

  /** Accepts an execution. Its id is there even if this process dies before it knows that it was accepted. */
  async submit(more: { payload?: AnyObject; concurrencyKey?: string } = {}): Promise<string> {
    const whose = { tenantId: 'acme', sessionId: 'ses_1' };
    const intent = { handler: this.handler, ...whose, payload: {}, artifactIds: [], ...more };
    const { record } = await this.intake.accept(intent);
    return record.executionId;
  }

  log(executionId: string): Promise<LoggedEvent[]> {
    return readLog(this.store, executionId);
  }

  row(executionId: string): Promise<ExecutionRecord | undefined> {
    return this.store.find(null, executionId);
  }

  /** The row when it is in one of the given statuses. Rejects after ten seconds. */
  async until(executionId: string, ...statuses: string[]): Promise<ExecutionRecord> {
    let row: ExecutionRecord | undefined;
    await this.come(`Execution ${executionId} is not ${statuses.join(' or ')}.`, async () => {
      row = await this.row(executionId);
      return row !== undefined && statuses.includes(row.status);
    });
    return row!;
  }

  /** Resolves when this process has died: it has asked for the write that is never answered. Rejects after ten seconds. */
  async death(): Promise<void> {
    await this.come('This process has not died.', () => this.connection.isDead);
  }

  /** Resolves when the log of an execution has the given line that often. Rejects after ten seconds. */
  async logged(executionId: string, line: string, times = 1): Promise<void> {
    const found = async () => told(await this.log(executionId)).filter((entry) => entry === line).length;
    await this.come(`${line} is not in the log.`, async () => (await found()) >= times);
  }

  /** Appends a command's events to an execution, and lets it go on accordingly. */
  async tell(executionId: string, ...events: EngineEvent[]): Promise<void> {
    await this.engine.apply(executionId, () => events);
  }

  private async come(otherwise: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 2_000; tries += 1) {
      if (await isSo()) return;
      await this.clock.sleep(250);
    }
    throw new Error(otherwise);
  }
}

/** The types of a log with the steps they are about, in order: `step.started reserve`. */
export function told(log: readonly LoggedEvent[]): string[] {
  return log.map(({ type, data }) => ('step' in data ? `${type} ${data.step}` : type));
}
