import { TypeOverrides, types, type ClientBase, type ClientConfig } from 'pg';
import { isForAgain, isOfStatement, toStoreFailure } from './postgres-failure.js';

/** How often a transaction that met a deadlock is done again. */
const TRIES = 5;
/** Plans are made for tables of the size that they have then; they grow, and it may take a while until they are analysed. */
const PLANNED_FOR_MS = 5_000;
/** Nothing that is asked here takes longer; what does has lost its connection without being told. */
const ANSWER_MS = 15_000;
const SERVER_FIRST_MS = 3_000;
/** Numbers of int8 are times, sizes and positions here, which a double holds. */
const TYPES = new TypeOverrides();
TYPES.setTypeParser(types.builtins.INT8, Number);

/** How connections are made: what takes too long fails, and a transaction that was left open is ended by the server. */
export function connectionConfig(url: string, lease: number): ClientConfig {
  return {
    connectionString: url,
    application_name: 'symphainy-runtime',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    statement_timeout: ANSWER_MS,
    // Only if the server does not even say that: it takes the connection along, and whatever else was sent on it.
    query_timeout: ANSWER_MS + SERVER_FIRST_MS,
    // A replica that stops in the middle of a transaction must not hold its rows for longer than it may hold them.
    idle_in_transaction_session_timeout: Math.max(Math.floor(lease / 2), 500),
    types: TYPES,
  };
}

/** A statement; one with a name is parsed and planned once on each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Runs a statement within a transaction, with these values or its own. */
export type Run = <Row>(statement: Statement, values?: readonly unknown[]) => Promise<Row[]>;

/** Connections for one purpose. What fails on them rejects with `StoreFailure`, and a connection that failed is not used again. */
export abstract class Connections<Client extends ClientBase> {
  /** Those that have run the prelude, and since when their plans are kept. */
  private readonly plannedSince = new WeakMap<Client, number>();

  /** The prelude is what each connection runs before anything else: how it plans. */
  protected constructor(private readonly prelude: string | undefined) {}

  /** Runs `work` in transactions of its single statements, all of it again if one meets a deadlock. */
  alone<Result>(work: (run: Run) => Promise<Result>): Promise<Result> {
    return this.again((client) => work(runOn(client)));
  }

  abstract close(): Promise<void>;

  protected abstract lend(): Promise<Client>;

  protected abstract giveBack(client: Client, isBroken: boolean): void;

  protected async again<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.with(work);
      } catch (error) {
        if (tries === TRIES || !isForAgain(error)) throw error;
      }
    }
  }

  protected async with<Result>(use: (client: Client) => Promise<Result>): Promise<Result> {
    let client: Client;
    try {
      client = await this.lend();
    } catch (error) {
      throw toStoreFailure(error);
    }
    let isBroken = false;
    try {
      if (this.prelude !== undefined) await this.plan(client, this.prelude);
      return await use(client);
    } catch (error) {
      isBroken = !isOfStatement(error);
      throw isBroken ? toStoreFailure(error) : error;
    } finally {
      this.giveBack(client, isBroken);
    }
  }

  private async plan(client: Client, prelude: string): Promise<void> {
    const since = this.plannedSince.get(client);
    if (since !== undefined && Date.now() - since < PLANNED_FOR_MS) return;
    await client.query(since === undefined ? prelude : 'DISCARD PLANS');
    this.plannedSince.set(client, Date.now());
  }
}

export function runOn(client: ClientBase): Run {
  return async <Row>(statement: Statement, values: readonly unknown[] = statement.values ?? []) =>
    (await client.query({ ...statement, values: values as unknown[] })).rows as Row[];
}
