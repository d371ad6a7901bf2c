import { ExperienceClient } from './experience-client.mjs';
import { OwnPlanes } from './own-planes.mjs';
import { runningPlanes } from './running-planes.mjs';

/** Where an act is played: on planes that run already if they will do, else on the demo's own. */
export class Venue {
  own = new OwnPlanes();
  #stage;
  #running;
  #opened = new Map();

  constructor(stage) {
    this.#stage = stage;
  }

  /** Planes that take in files: any. */
  async forFiles() {
    const { v1, reason = 'No planes are running.' } = await this.#found();
    if (!v1) return this.#onOwn(`${reason} The demo starts its own,`);
    return this.#enter(v1, 'Your planes are used. What goes in there stays there, as that of the tenant demo.');
  }

  /** Planes that take orders: those that run without the example realm do not. */
  async forOrders() {
    const { v1, takesOrders } = await this.#found();
    if (!v1 || takesOrders) return this.forFiles();
    return this.#onOwn('Your planes run without the example realm orders. The demo starts some of its own,');
  }

  /** Planes that may be killed: never what somebody else has started. */
  async forKilling() {
    const { v1 } = await this.#found();
    return this.#onOwn(`${v1 ? 'Yours are left alone. ' : ''}For this the demo starts planes of its own,`);
  }

  async #found() {
    this.#running ??= await runningPlanes();
    return this.#running;
  }

  async #onOwn(why) {
    if (!this.own.isStarted) {
      this.#stage.say(`${why} on free ports, with a folder that is removed at the end.`);
      await this.own.prepare();
      const since = performance.now();
      await this.own.start();
      const seconds = ((performance.now() - since) / 1_000).toFixed(1);
      const [runtime, experience] = [this.own.runtime.child.pid, this.own.experience.child.pid];
      this.#stage.say(`Up after ${seconds} s: Runtime is process ${runtime}, Experience process ${experience}.`);
    }
    return this.#enter(this.own.v1);
  }

  /** The Experience that answers there, with a session that is opened the first time. */
  async #enter(v1, remark) {
    const known = this.#opened.get(v1);
    if (known) return known;
    if (remark) this.#stage.say(remark);
    const experience = new ExperienceClient(v1);
    this.#stage.variable('V1', v1);
    this.#stage.command(
      "curl $V1/session -H 'Content-Type: application/json' \\",
      `-d '{"tenant_id": "demo", "user_id": "you"}'`,
    );
    await experience.open();
    this.#opened.set(v1, experience);
    this.#stage.variable('SESSION', experience.sessionId);
    this.#stage.line();
    await this.#stage.breathe();
    return experience;
  }
}
