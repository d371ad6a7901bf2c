import { defineIntent } from '@app/intent-contracts';
import { IsOptional } from 'class-validator';
import { RuntimeConfig } from '../../../config/runtime-config.js';
import { ExecutionRetry } from '../../../executions/execution-retry.js';
import { ExecutionsService } from '../../../executions/executions.service.js';
import type { Ids } from '../../../determinism/ids.js';
import { CommitSignal } from '../../../storage/commit-signal.js';
import type { RealmChange } from '../../../storage/execution-store.js';
import { SqliteExecutionStore } from '../../../storage/sqlite/sqlite-execution-store.js';
import { SoleReplica } from '../../../storage/sqlite/sole-replica.js';
import { Engine } from '../../engine.js';
import type { HandlerRegistry, RegisteredHandler } from '../../handler-registry.js';
import type { Handles } from '../../intent-handler.js';
import { Intake } from '../../intake.js';
import { RealmDataAccess, type ActingFor, type RealmData } from '../../realm-data.js';
import { RunEnvironment } from '../../run-environment.js';
import { StrayRounds } from '../../stray-rounds.js';
import type { Saga } from '../../saga.js';
import { HeldConnection } from './held-connection.js';
import { DEADLINES } from './program.js';
import type { SimulatedDatabase } from './simulated-database.js';
import type { VirtualTime } from './virtual-clock.js';

class SimulatedIntent {
  @IsOptional() number?: number;
}

const typeOf = (deadline: number | undefined): string => `sim.within_${deadline ?? 'any_time'}`;

/** What a handler of the simulation does in a life. */
export type Carry = (life: number, saga: Saga, intent: SimulatedIntent) => Promise<unknown>;

/** Facts that are only written: the simulation looks at what is committed. */
class WrittenRealmData extends RealmDataAccess {
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
        delete: () => undefined,
      },
      ask: () => Promise.reject(new Error('nobody to ask here')),
    };
  }
  override committed(): void {}
}

const CONFIGS = new Map<number, RuntimeConfig>();

function configOf(slots: number): RuntimeConfig {
  const config = CONFIGS.get(slots) ?? RuntimeConfig.from({ RUNTIME_CONCURRENCY: String(slots) });
  CONFIGS.set(slots, config);
  return config;
}

/** One life of the process: an engine, and all that it reaches the world with. */
export class SimulatedLife {
  readonly connection: HeldConnection;
  readonly engine: Engine;
  readonly intake: Intake;
  readonly executions: ExecutionsService;
  readonly retries: ExecutionRetry;
  readonly strayRounds: StrayRounds;
  private readonly clock;
  private readonly handlers = new Map<string, RegisteredHandler>();
  /** Set when it was asked to stop in order. */
  stopping = false;
  stopped = false;
  failedToStart = false;

  constructor(
    readonly number: number,
    database: SimulatedDatabase,
    time: VirtualTime,
    ids: Ids,
    options: { slots: number; carry: Carry },
  ) {
    this.connection = new HeldConnection(database);
    this.clock = time.clock();
    const store = new SqliteExecutionStore(this.connection);
    const run: Handles<unknown>['run'] = (saga, input) => options.carry(number, saga, input) as never;
    for (const deadline of DEADLINES) {
      const type = typeOf(deadline);
      const definition = defineIntent({ type, realm: 'sim', input: SimulatedIntent, output: SimulatedIntent });
      const limit = deadline === undefined ? {} : { deadline };
      this.handlers.set(type, { definition, version: 1, ...limit, handler: { run } });
    }
    const registry = {
      find: (type: string) => this.handlers.get(type),
      newest: (type: string) => this.handlers.get(type),
      names: () => [],
    } as unknown as HandlerRegistry;
    const environment = new RunEnvironment(this.clock, ids, new WrittenRealmData());
    environment.warn = () => undefined;
    const signal = new CommitSignal();
    const replicas = new SoleReplica(this.connection);
    const config = configOf(options.slots);
    this.engine = new Engine(config, store, signal, registry, environment, replicas);
    this.strayRounds = new StrayRounds(this.engine, replicas, config, this.clock);
    this.intake = new Intake(this.engine, store, signal, this.clock, ids);
    this.executions = new ExecutionsService(store, this.engine, signal, this.clock);
    this.retries = new ExecutionRetry(store, registry, this.intake, this.executions);
  }

  handler(deadline: number | undefined): RegisteredHandler {
    return this.handlers.get(typeOf(deadline))!;
  }

  begin(): void {
    this.engine.onApplicationBootstrap().catch(() => (this.failedToStart = true));
  }

  /** Asks it to stop in order. */
  stop(): void {
    this.stopping = true;
    void this.engine.beforeApplicationShutdown().then(() => (this.stopped = true));
  }

  /** Ends it where it is: it writes, reads and waits for nothing any more. */
  kill(): void {
    this.connection.kill();
    this.clock.kill();
  }
}
