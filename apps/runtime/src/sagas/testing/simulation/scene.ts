import type { Submission } from './history.js';
import { drawProfile } from './profile.js';
import { Random } from './random.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { Simulation } from './simulation.js';

/** A simulation that a test leads by hand, where one order of things is to be shown and not many. */
export class Scene {
  private constructor(readonly sim: Simulation) {}

  static async open(database: SimulatedDatabase, slots: number, seed = 1): Promise<Scene> {
    database.clear();
    const profile = { ...drawProfile(new Random(seed)), slots, late: false };
    return new Scene(new Simulation(seed, database, profile));
  }

  async begin(): Promise<this> {
    await this.sim.begin();
    await this.settle();
    return this;
  }

  /** Sends a new intent, or a former one again. */
  async submit(more: Partial<Submission> = {}): Promise<Submission> {
    const { sim } = this;
    const number = sim.clients.submissions.length + 1;
    const submission: Submission = {
      number,
      tenantId: 'acme',
      key: `key ${number}`,
      bodyHash: 'body',
      concurrencyKey: undefined,
      sent: 0,
      acknowledged: [],
      refused: 0,
      ...more,
    };
    const former = sim.clients.submissions.find((other) => other.number === submission.number);
    if (!former) sim.clients.submissions.push(submission);
    sim.clients.submit(sim.life, former ?? submission, undefined);
    await sim.rest();
    return former ?? submission;
  }

  async commit(): Promise<void> {
    this.sim.life.connection.commit();
    this.sim.life.connection.answer();
    await this.sim.rest();
  }

  /** Whether a batch is written or not, nobody is told what became of it. */
  async fail({ written }: { written: boolean }): Promise<void> {
    this.sim.disturb(this.sim.life);
    if (written) this.sim.life.connection.commit();
    this.sim.life.connection.fail();
    await this.sim.rest();
  }

  /** What has failed without being written is written all the same, and nobody is told. */
  async commitLate(): Promise<void> {
    this.sim.life.connection.commitLate();
    await this.sim.rest();
  }

  /** Lets the store do all that it is asked to. */
  async settle(): Promise<void> {
    while (this.sim.life.connection.state !== 'idle') await this.commit();
  }

  /** Answers every effect that waits for it. */
  async answer(): Promise<void> {
    for (const effect of this.sim.effects.answerable()) this.sim.effects.answer(effect);
    await this.sim.rest();
  }

  async time(): Promise<void> {
    this.sim.time.advance();
    await this.sim.rest();
  }

  statuses(): string[] {
    return this.sim.database.rows().map(({ status }) => status);
  }
}
