import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/**
 * The services that an order calls: each do and each undo is asked for here before it counts as done. It lives in the
 * demo's own process, so it remembers what was asked of it whatever dies, and a key that it knows is not carried out
 * twice.
 */
export class OutsideWorld {
  /** In the order of arrival. */
  calls = [];
  #before;

  static async open() {
    const world = new OutsideWorld();
    world.server = createServer((request, response) => {
      world.#take(request, response).catch(() => response.destroy());
    });
    await new Promise((resolve, reject) => {
      world.server.once('error', reject);
      world.server.listen(0, '127.0.0.1', resolve);
    });
    return world;
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}/`;
  }

  /** Runs `act` once, when the step has been carried out and before that is answered; resolves when it has run. */
  beforeAnswering(step, act) {
    return new Promise((resolve, reject) => {
      this.#before = { step, act: () => act().then(resolve, reject), leaveOut: resolve };
    });
  }

  /** Answers at once again. What was to be run and has not been is left out. */
  answerAtOnce() {
    this.#before?.leaveOut();
    this.#before = undefined;
  }

  /** How often each step was asked for and how often carried out, under how many keys. */
  dosOf(executionId) {
    const dos = this.calls.filter((call) => call.execution_id === executionId && call.kind === 'do');
    return [...new Set(dos.map(({ step }) => step))].map((step) => {
      const asked = dos.filter((call) => call.step === step);
      const keys = new Set(asked.map(({ key }) => key));
      return { step, asked: asked.length, carriedOut: keys.size };
    });
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #take(request, response) {
    const call = await json(request);
    this.calls.push(call);
    const before = this.#before;
    if (before?.step === call.step) {
      this.#before = undefined;
      await before.act();
    }
    response.writeHead(201).end();
  }
}
