import { isTerminal } from '@app/intent-contracts';
import type { Saga } from '../../saga.js';
import { isOutcome } from '../../execution-events.js';
import { Clients } from './clients.js';
import { Effects } from './effects.js';
import type { HandlerRun, Life, SimulatedHistory } from './history.js';
import { ProgramHandler } from './program-handler.js';
import { drawProgram, type Program } from './program.js';
import type { Profile } from './profile.js';
import { Random } from './random.js';
import { SeededIds } from './seeded-ids.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { SimulatedLife } from './simulated-life.js';
import { VirtualTime } from './virtual-clock.js';

/** A world in which nothing happens by itself: engines, clients and effects move when the scheduler says so. */
export class Simulation {
  readonly random: Random;
  readonly time = new VirtualTime();
  readonly effects: Effects;
  readonly clients: Clients;
  /** What was done, in order: the same for the same seed. */
  readonly log: string[] = [];
  /** What a simulation has come by; a run of many in which too few came by something has tested too little. */
  readonly marks = new Set<string>();
  readonly seen: string[] = [];
  readonly runs: HandlerRun[] = [];
  readonly lives: Life[] = [];
  life!: SimulatedLife;
  zombie: SimulatedLife | undefined;
  /** Whether the process has died by itself: the next life is yet to begin. */
  died = false;
  private readonly ids: SeededIds;
  private readonly programs = new Map<number, Program>();

  constructor(
    readonly seed: number,
    readonly database: SimulatedDatabase,
    readonly profile: Profile,
  ) {
    this.random = new Random(seed);
    this.effects = new Effects(new Random(seed + 0.25 * 2 ** 31), database, this.time);
    this.ids = new SeededIds(new Random(seed + 0.5 * 2 ** 31));
    this.clients = new Clients(database);
  }

  /** Has the intent of this number carried out by a program that is not drawn. */
  script(number: number, nodes: Program['nodes'], deadline?: number): void {
    this.programs.set(number, { nodes, deadline });
  }

  /** The program that the intent of this number is carried out by. */
  program(number: number): Program {
    const program = this.programs.get(number) ?? drawProgram(this.seed * 64 + number, this.profile.taste);
    this.programs.set(number, program);
    return program;
  }

  /** Resolves when nothing moves any more unless something is committed, answered, or due. */
  async rest(): Promise<void> {
    // What a turn of the loop leads to may be put off to the next one, as the forming of a batch is.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Begins the next life. The store knows that it has begun before anything else happens. */
  async begin(): Promise<void> {
    this.died = false;
    this.database.restarted();
    const number = this.lives.length + 1;
    this.lives.push({ number, disturbed: false });
    this.effects.current = number;
    const { slots } = this.profile;
    this.life = new SimulatedLife(number, this.database, this.time, this.ids, { slots, carry: this.carry });
    this.life.begin();
    if (this.profile.late) void this.life.strayRounds.lookUntilStopped();
    await this.rest();
    this.life.connection.commit();
    this.life.connection.answer();
    await this.rest();
    // One that cannot start ends, and somebody starts it again.
    if (this.life.failedToStart) this.die();
  }

  /** The process dies by itself. */
  die(): void {
    this.died = true;
    this.kill(this.life);
  }

  /** The process dies where it is. */
  kill(life: SimulatedLife): void {
    life.kill();
    this.disturb(life);
    this.effects.orphan(life.number);
    if (this.zombie === life) this.zombie = undefined;
  }

  /** From here on what this life has in memory may be ahead of the log. */
  disturb(life: SimulatedLife): void {
    this.lives[life.number - 1]!.disturbed = true;
  }

  mark(what: string): void {
    this.marks.add(what);
  }

  tell(line: string): void {
    this.log.push(`${this.time.now % 1_000_000_000} ${line}`);
  }

  history(): SimulatedHistory {
    const rows = this.database.rows();
    const { submissions, commands } = this.clients;
    const keys = new Map(
      submissions.flatMap(({ tenantId, key }) => {
        const bound = this.database.key(tenantId, key);
        return bound ? [[`${tenantId} ${key}`, bound] as const] : [];
      }),
    );
    return {
      submissions,
      commands,
      calls: this.effects.calls,
      runs: this.runs,
      lives: this.lives,
      rows,
      logs: new Map(rows.map(({ executionId }) => [executionId, this.database.log(executionId)])),
      facts: this.database.facts(),
      seen: this.seen,
      keys,
    };
  }

  /** Whether everything that anybody knows of has ended. */
  isOver(): boolean {
    return (
      this.database.rows().every(({ status }) => isTerminal(status)) &&
      this.clients.submissions.every(({ acknowledged, refused }) => acknowledged.length > 0 || refused > 0)
    );
  }

  private readonly carry = (life: number, saga: Saga, { number = 0 }: { number?: number }): Promise<unknown> => {
    const zombie = life < this.life.number;
    const recorded = zombie ? 0 : this.database.log(saga.executionId).filter(isOutcome).length;
    const run: HandlerRun = { executionId: saga.executionId, life, zombie, recorded, trace: [], delivered: 0 };
    if (this.runs.some(({ executionId }) => executionId === saga.executionId)) this.mark('handler replayed');
    this.runs.push(run);
    return new ProgramHandler(saga, this.effects, run).carryOut(this.program(number).nodes);
  };
}
