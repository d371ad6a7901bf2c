import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const EVENTS_OF_AN_ORDER = 9;
const WARM_UP_SECONDS = 5;
/** What one process follows at most: more, and it is the measuring that is measured. */
const SOCKETS_OF_A_PROCESS = 5_000;

export async function openSession(runtime) {
  const { session } = await runtime.post('/api/session/create', { tenant_id: 'bench', user_id: 'bench' });
  return session.session_id;
}

/** Who follows sessions, one connection for each, in processes of their own. */
export class Followers {
  #children;

  constructor(children) {
    this.#children = children;
  }

  /** Resolves when all are connected. */
  static async start(url, transport, sessions) {
    const parts = Array.from({ length: Math.ceil(sessions.length / SOCKETS_OF_A_PROCESS) }, (_, part) =>
      sessions.slice(part * SOCKETS_OF_A_PROCESS, (part + 1) * SOCKETS_OF_A_PROCESS),
    );
    const children = parts.map(() => fork(new URL('live-subscribers.mjs', import.meta.url), [url, transport]));
    const followers = new Followers(children);
    await followers.#each((child, index) => child.send({ follow: parts[index] }));
    return followers;
  }

  /** How many milliseconds after its commit was begun each event came, since it was last asked, in rising order. */
  async lateness() {
    const told = await this.#each((child) => child.send('tell'));
    return told.flat().toSorted((a, b) => a - b);
  }

  /** Has all of them stop reading. */
  async stopReading() {
    await this.#each((child) => child.send('stop'));
  }

  end() {
    for (const child of this.#children) child.removeAllListeners('exit').kill();
  }

  #each(ask) {
    return Promise.all(
      this.#children.map(
        (child, index) =>
          new Promise((resolve, reject) => {
            child.removeAllListeners('exit').once('exit', reject).once('message', resolve);
            ask(child, index);
          }),
      ),
    );
  }
}

/** Follows the sessions while so many events a second happen in them for so long, and tells how late each came. */
export async function latencies(runtime, experience, transport, sessions, { rate, seconds }) {
  const followers = await Followers.start(experience.url, transport, sessions);
  await order(runtime, sessions, WARM_UP_SECONDS, rate);
  await followers.lateness();
  await order(runtime, sessions, seconds, rate);
  await sleep(500);
  const late = await followers.lateness();
  followers.end();
  const { size } = new Set(sessions);
  const expected = (seconds * rate * sessions.length) / size;
  return { late, isComplete: late.length >= 0.9 * expected };
}

/** Places orders at an even rate of events, in one session after another. */
export async function order(runtime, sessions, seconds, rate) {
  const gap = (1_000 * EVENTS_OF_AN_ORDER) / rate;
  const began = performance.now();
  const placed = [];
  for (let number = 0; number * gap < seconds * 1_000; number += 1) {
    const wait = began + number * gap - performance.now();
    if (wait > 0) await sleep(wait);
    placed.push(placeOrder(runtime, sessions[number % sessions.length], number));
  }
  await Promise.all(placed);
}

function placeOrder(runtime, session, number) {
  return runtime.post('/api/intent/submit', {
    intent_type: 'orders.place',
    realm: 'orders',
    session_id: session,
    tenant_id: 'bench',
    payload: { order_id: `o-${number}`, sku: 'tea', quantity: 1, card: '4242' },
  });
}
