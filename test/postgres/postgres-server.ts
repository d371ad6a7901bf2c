import { afterAll } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeLiteral } from 'pg';
import { copyBase, untilStandby } from './replication.js';
import { SupervisorProcess } from './supervisor-process.js';

export interface PostgresOptions {
  /** Whether it waits for the disk as PostgreSQL does by default. Without, tests that are about other things are faster. */
  durable?: boolean;
  /** On top of what postgresql.conf says. */
  settings?: Record<string, string>;
}

const ALWAYS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // In the data folder: of a server that is killed nothing stays behind in memory that the machine shares.
  dynamic_shared_memory_type: 'mmap',
  shared_buffers: '32MB',
};
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off' };

const started = new Set<PostgresServer>();
// Of the file that imports this, after its own: a test that failed half-way may not have come to it.
afterAll(() => Promise.all([...started].map((server) => server.remove())));

/** A PostgreSQL server of a test's own, with a data folder of its own: it can be stopped, killed, frozen and started again. */
export class PostgresServer {
  private readonly supervisor = new SupervisorProcess();
  private readonly settings: Record<string, string>;
  private boundTo: number | undefined;
  private files: { data: string; logFile: string } | undefined;
  private lastLog = '';

  private constructor(
    { durable = true, settings = {} }: PostgresOptions,
    private readonly password: string,
  ) {
    this.settings = { ...ALWAYS, ...(durable ? {} : NOT_DURABLE), ...settings };
    started.add(this);
  }

  /** Creates an empty server and starts it; resolves when it takes connections. Throws with its log if it does not. */
  static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
    const server = new PostgresServer(options, randomUUID());
    server.files = await server.supervisor.ask('home');
    await server.supervisor.ask('create', { password: server.password });
    await server.start();
    return server;
  }

  /**
   * Copies the primary while it works and starts the copy as a standby that streams from it, through `primaryPort` if
   * there is a proxy in between. With a synchronous one the primary acknowledges a commit when it is durable on both.
   */
  static async standbyOf(
    primary: PostgresServer,
    { synchronous, primaryPort = primary.port }: { synchronous: boolean; primaryPort?: number },
  ): Promise<PostgresServer> {
    const name = `standby_${randomUUID().slice(0, 8)}`;
    const standby = new PostgresServer({ settings: primary.settings }, primary.password);
    standby.files = await standby.supervisor.ask('home');
    const label = await copyBase(primary.url(), () => standby.supervisor.ask('copy', { from: primary.files?.data }));
    const source = `host=127.0.0.1 port=${primaryPort} user=postgres password=${primary.password}`;
    await standby.write('backup_label', label);
    await standby.write('standby.signal', '');
    // In place of that of the primary: a standby that is promoted must not wait for standbys that were not its own.
    await standby.write('postgresql.auto.conf', `primary_conninfo = '${source} application_name=${name}'\n`);
    await standby.start();
    await untilStandby(primary, name, ['async', 'sync']);
    if (synchronous) {
      await primary.configure({ synchronous_standby_names: `FIRST 1 (${name})` });
      await untilStandby(primary, name, ['sync']);
    }
    return standby;
  }

  /** The same from its first start to its last. */
  get port(): number {
    if (this.boundTo === undefined) throw new Error('This PostgreSQL was never started.');
    return this.boundTo;
  }

  /** Where its superuser connects; `port` is that of a proxy, if there is one in front of it. */
  url(database = 'postgres', { port = this.port }: { port?: number } = {}): string {
    return `postgres://postgres:${this.password}@127.0.0.1:${port}/${database}`;
  }

  /** What it has printed, over all its starts. */
  get logs(): string {
    return this.files ? readFileSync(this.files.logFile, 'utf8') : this.lastLog;
  }

  /** Starts it again, whatever ended it. */
  async start(): Promise<void> {
    const { port } = await this.supervisor.ask<{ port: number }>('start', {
      port: this.boundTo,
      settings: this.settings,
    });
    this.boundTo = port;
  }

  /** `fast` ends every connection and writes everything down; `immediate` leaves that to the next start. */
  stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    return this.supervisor.ask('stop', { mode });
  }

  /** Takes all of its processes away at once, as if the machine had lost its power; what the kernel has is not lost. */
  kill(): Promise<void> {
    return this.supervisor.ask('kill');
  }

  /** Stops all of its processes where they stand: connections stay, and nothing is answered. */
  freeze(): Promise<void> {
    return this.supervisor.ask('freeze');
  }

  thaw(): Promise<void> {
    return this.supervisor.ask('thaw');
  }

  /** Makes a standby a server of its own that is written to. */
  async promote(): Promise<void> {
    const [outcome] = await this.query<{ promoted: boolean }>('SELECT pg_promote(true, 30) AS promoted');
    if (!outcome?.promoted) throw new Error(`It was not promoted. Its log ends:\n${this.logs.slice(-4_000)}`);
  }

  /** Changes settings that need no new start; they are in force when it resolves, and stay so. */
  async configure(settings: Record<string, string>): Promise<void> {
    const loaded = async (): Promise<string | undefined> =>
      (await this.query<{ at: string }>('SELECT pg_conf_load_time()::text AS at'))[0]?.at;
    const before = await loaded();
    for (const [name, value] of Object.entries(settings)) {
      await this.query(`ALTER SYSTEM SET ${name} = ${escapeLiteral(value)}`);
    }
    await this.query('SELECT pg_reload_conf()');
    // A connection that knows of them was made after all processes had been told.
    while ((await loaded()) === before) await sleep(5);
    // Whether commits wait for a standby is up to the checkpointer, which reads what it was told before it does this.
    await this.query('CHECKPOINT');
  }

  /** Runs one statement as the superuser, over a connection of its own. */
  async query<Row extends object>(sql: string, { database = 'postgres' } = {}): Promise<Row[]> {
    const client = new Client({ connectionString: this.url(database), connectionTimeoutMillis: 10_000 });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Creates an empty database and returns its URL. */
  async createDatabase(name: string): Promise<string> {
    await this.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    return this.url(name);
  }

  private write(name: string, text: string): Promise<void> {
    return this.supervisor.ask('write', { name, text });
  }

  /** Ends it and removes its data; what it has printed is still there to be read. */
  async remove(): Promise<void> {
    if (!started.delete(this)) return;
    this.lastLog = this.logs;
    this.files = undefined;
    try {
      await this.supervisor.ask('remove');
    } finally {
      this.supervisor.end();
    }
  }
}
