import { Logger } from '@nestjs/common';
import type { ClientConfig } from 'pg';
import type { Clock } from '../../../determinism/clock.js';
import {
  ReplicaStore,
  type Letter,
  type LivingReplica,
  type Replica,
  type ReplicaListener,
} from '../../replica-store.js';
import type { DatabasePool } from '../database-pool.js';
import { LOCK_CLASS, ReplicaSession, type Hint } from './replica-session.js';
import { SEE_OTHERS, suspects, sweep, type Seen } from './sweep.js';

/** How often the others are looked at. */
const LOOK_MS = 500;
/** In how many looks in a row a connection must be gone: one that only reconnects is not dead. */
const GONE_LOOKS = 2;
/** After how long a connection is trusted to see who is gone: after a restart of the database all have to come back. */
const SETTLED_MS = 5_000;
/** How often work that nobody hinted at is looked for. */
const POLL_MS = 1_000;
/** How often what nobody that lives holds is looked for, beside when somebody was found dead. */
const SWEEP_MS = 5_000;
const SWEEP_LETTERS_MS = 60_000;
/** How long hints are collected before they are sent: each costs the server a lock. */
const HINT_MS = 20;

/**
 * The replicas of a PostgreSQL database, in one row each. A replica renews its lease, and a connection of its own holds
 * a lock: whose lease is over, or whose connection the database has seen go, is dead. Nobody is elected; whoever looks
 * first sweeps, and the fences make it harmless to be wrong.
 */
export class PostgresReplicas extends ReplicaStore {
  override readonly shared = true;
  private readonly logger = new Logger('Replicas');
  private readonly session: ReplicaSession;
  private readonly hints = new Set<Hint>();
  private readonly gone = new Map<string, number>();
  private readonly left = new AbortController();
  private replica: Replica | undefined;
  private listener: ReplicaListener | undefined;
  private looking: Promise<void> = Promise.resolve();
  private others = 0;
  private openedAt = 0;
  private renewedAt = 0;
  private polledAt = 0;
  private sweptAt = 0;
  private lettersSweptAt = 0;

  constructor(
    config: ClientConfig,
    private readonly writers: () => DatabasePool,
    private readonly clock: Clock,
    private readonly onLog: () => void,
  ) {
    super();
    this.session = new ReplicaSession(config, (hint) => this.hear(hint));
  }

  /** What is claimed by, and for. */
  get joined(): Replica {
    if (!this.replica) throw new Error('This replica has not joined yet.');
    return this.replica;
  }

  override async join(replica: Replica, listener: ReplicaListener): Promise<readonly string[]> {
    this.replica = replica;
    this.listener = listener;
    await this.connect();
    await this.sweepDead(await this.deadAtFirstSight());
    this.looking = this.lookUntilLeft();
    return this.suspects();
  }

  override async leave(): Promise<void> {
    if (!this.replica) return;
    this.left.abort();
    await this.looking;
    const { id } = this.replica;
    try {
      await this.writers().transaction((run) => sweep(run, [id]));
      if (this.session.isOpen) await this.session.tell(['work']);
    } finally {
      await this.session.close();
    }
  }

  override async living(): Promise<readonly LivingReplica[]> {
    const living = await this.write<{ id: string; handlers: string[]; until: Date }>(
      'SELECT replica_id AS id, handlers, lease_until AS until FROM replicas ORDER BY replica_id',
    );
    return living.map(({ id, handlers, until }) => ({ id, handlers, leaseUntil: new Date(until).getTime() }));
  }

  override async post({ letterId, executionId, command }: Letter): Promise<void> {
    await this.write(
      'INSERT INTO letters (letter_id, execution_id, command) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [letterId, executionId, command],
    );
    this.hint('mail');
  }

  override async answerTo(letterId: string): Promise<string | undefined> {
    const [letter] = await this.write<{ answer: string | null }>('SELECT answer FROM letters WHERE letter_id = $1', [
      letterId,
    ]);
    return letter?.answer ?? undefined;
  }

  override mail(): Promise<readonly Letter[]> {
    return this.write<Letter>(
      `SELECT letter_id AS "letterId", execution_id AS "executionId", command
       FROM letters JOIN executions USING (execution_id) WHERE answer IS NULL AND owner = $1 ORDER BY letter_id`,
      [this.joined.id],
    );
  }

  override async answer(letterId: string, answer: string): Promise<void> {
    await this.write('UPDATE letters SET answer = $2 WHERE letter_id = $1', [letterId, answer]);
  }

  get hasOthers(): boolean {
    return this.others > 0;
  }

  /** Tells the other replicas to look, if there are any. */
  hint(hint: Hint): void {
    if (!this.hasOthers || this.left.signal.aborted) return;
    if (this.hints.size === 0) void this.sendHints();
    this.hints.add(hint);
  }

  private async sendHints(): Promise<void> {
    await this.clock.sleep(HINT_MS);
    const hints = [...this.hints];
    this.hints.clear();
    // Whoever does not hear a hint looks all the same, later.
    if (this.session.isOpen) await this.session.tell(hints).catch(() => undefined);
  }

  private hear(hint: Hint): void {
    if (hint === 'work') this.listener?.work();
    else if (hint === 'mail') this.listener?.mail();
    else this.onLog();
  }

  private async lookUntilLeft(): Promise<void> {
    let failing = false;
    while (!this.left.signal.aborted) {
      try {
        await this.look();
        if (failing) this.logger.log('The database answers again.');
        failing = false;
      } catch (error) {
        if (!failing) this.logger.error(`The other replicas cannot be seen: ${String(error)}. Trying again.`);
        failing = true;
      }
      const asleepSince = this.clock.now();
      await this.clock.sleep(LOOK_MS, this.left.signal);
      this.noticeStop(this.clock.now() - asleepSince);
    }
  }

  private async look(): Promise<void> {
    if (!this.session.isOpen) await this.connect();
    const now = this.clock.now();
    if (now - this.renewedAt >= this.joined.lease / 3) await this.renew();
    const dead = await this.dead();
    const isDue = now - this.sweptAt >= SWEEP_MS;
    const released = dead.length > 0 || isDue ? await this.sweepDead(dead) : 0;
    if (released > 0 || now - this.polledAt >= POLL_MS) {
      this.polledAt = now;
      const found = await this.suspects();
      if (found.length > 0) this.listener?.suspects(found);
      this.listener?.work();
    }
    if (this.hasOthers) this.listener?.mail();
    if (now - this.lettersSweptAt >= SWEEP_LETTERS_MS) {
      this.lettersSweptAt = now;
      await this.write(`DELETE FROM letters WHERE created_at < clock_timestamp() - interval '10 minutes'`);
    }
  }

  /**
   * Whoever was stopped for longer than its lease need not ask: others have most likely taken over what it held, and each
   * attempt that it begins before the database says so would be one too many. It goes on where there are no others, and
   * where it is the database that was away: then nobody could take over.
   */
  private noticeStop(slept: number): void {
    const { lease } = this.joined;
    if (this.others > 0 && slept > lease / 2 && this.clock.now() - this.renewedAt >= lease) this.listener?.lost();
  }

  /** Takes the lock under a new number, since the server may not know yet that a former connection has gone. */
  private async connect(): Promise<void> {
    await this.session.open();
    this.gone.clear();
    const { id, handlers, lease } = this.joined;
    const [row] = await this.session.query<{ lock: number; isNew: boolean }>(
      `INSERT INTO replicas (replica_id, handlers, lease_until)
       VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
       ON CONFLICT (replica_id) DO UPDATE SET lock_id = DEFAULT, lease_until = excluded.lease_until
       RETURNING lock_id AS lock, xmax = 0 AS "isNew"`,
      [id, handlers, lease],
    );
    await this.session.query('SELECT pg_advisory_lock($1, $2)', [LOCK_CLASS, row!.lock]);
    const isBack = this.openedAt > 0;
    this.openedAt = this.clock.now();
    this.renewedAt = this.openedAt;
    // The others took it for dead.
    if (isBack && row!.isNew) this.listener?.lost();
  }

  private async renew(): Promise<void> {
    const { id, lease } = this.joined;
    const renewed = await this.session.query(
      `UPDATE replicas SET lease_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE replica_id = $1 RETURNING 1`,
      [id, lease],
    );
    this.renewedAt = this.clock.now();
    if (renewed.length === 1) return;
    // The database was there all the time, and it is this replica that was not: what it sees of the others is to be trusted.
    const { openedAt } = this;
    await this.session.close();
    await this.connect();
    this.openedAt = openedAt;
  }

  /** Whoever starts when the database has been up for a while sees at once whose connection is gone. */
  private async deadAtFirstSight(): Promise<string[]> {
    const [server] = await this.session.query<{ settled: boolean }>(
      `SELECT clock_timestamp() - pg_postmaster_start_time() > ${SETTLED_MS} * interval '1 millisecond' AS settled`,
    );
    const seen = await this.see();
    return seen.filter(({ expired, connected }) => expired || (server!.settled && !connected)).map(({ id }) => id);
  }

  private async dead(): Promise<string[]> {
    const seen = await this.see();
    if (this.clock.now() - this.openedAt < SETTLED_MS) return [];
    const dead: string[] = [];
    for (const { id, expired, connected } of seen) {
      const looks = connected ? 0 : (this.gone.get(id) ?? 0) + 1;
      this.gone.set(id, looks);
      if (expired || looks >= GONE_LOOKS) dead.push(id);
    }
    return dead;
  }

  private async see(): Promise<Seen[]> {
    const seen = await this.session.query<Seen>(SEE_OTHERS, [this.joined.id]);
    this.others = seen.length;
    return seen;
  }

  private async sweepDead(dead: readonly string[]): Promise<number> {
    for (const id of dead) {
      this.gone.delete(id);
      this.logger.warn(`Replica ${id} is gone; what it held is given up.`);
    }
    this.sweptAt = this.clock.now();
    return this.writers().transaction((run) => sweep(run, dead));
  }

  private suspects(): Promise<string[]> {
    return this.writers().alone((run) => suspects(run, this.joined.suspectFrom));
  }

  private async write<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.writers().query(text, values)) as Row[];
  }
}
