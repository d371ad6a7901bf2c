import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { startExperience, type StartedExperience } from '../testing/started-experience.js';
import { FakeRuntime, type Reply, type Seen } from './testing/fake-runtime.js';

const EVENTS = 'GET /api/execution/exe_1/events';
const CROWD = 50;

/** A log that grows, in pages that wait where that is preferred. */
class GrowingLog {
  waiting = 0;
  private length = 0;
  private ended = false;
  private readonly held = new Set<() => void>();

  readonly answer = async ({ query, headers }: Seen): Promise<Reply> => {
    const after = Number(query.get('after') ?? 0);
    if (headers['prefer'] !== undefined && after === this.length && !this.ended) {
      this.waiting += 1;
      await new Promise<void>((resolve) => this.held.add(resolve));
      this.waiting -= 1;
    }
    const sequences = Array.from({ length: this.length - after }, (_, index) => after + index + 1);
    const events = sequences.map((sequence) => ({ id: `exe_1:${sequence}`, type: 'step.started', sequence }));
    const next_cursor = String(this.length);
    return { body: { after: String(after), events, cursors: sequences.map(String), next_cursor, done: this.ended } };
  };

  grow(count: number, ended = false): void {
    this.length += count;
    this.ended = ended;
    for (const release of this.held) release();
    this.held.clear();
  }
}

describe('those who follow one execution', () => {
  let runtime: FakeRuntime;
  let experience: StartedExperience;
  let log: GrowingLog;

  beforeEach(async () => {
    log = new GrowingLog();
    runtime = await FakeRuntime.start();
    runtime.on(EVENTS, log.answer);
    experience = await startExperience({ RUNTIME_URL: runtime.url, RUNTIME_EVENTS: 'polling' });
  });
  afterEach(async () => {
    log.grow(0, true);
    await experience.app.close();
    await runtime.stop();
  });

  /** What one is told over a WebSocket until the end. */
  async function follower(): Promise<{ ready: Promise<void>; sequences: Promise<number[]> }> {
    const socket = new WebSocket(`${experience.url.replace('http', 'ws')}/v1/live`, 'intent-events.v1');
    await once(socket, 'open');
    const told: number[] = [];
    let ready: () => void;
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    const sequences = new Promise<number[]>((resolve) => {
      socket.on('message', (text: Buffer) => {
        const { event, data } = JSON.parse(text.toString()) as { event: string; data: { event: { sequence: number } } };
        if (event === 'event') told.push(data.event.sequence);
        if (event === 'subscribed') ready();
        if (event === 'end') resolve(told);
        if (event === 'end') socket.close();
      });
    });
    socket.send(JSON.stringify({ event: 'subscribe', data: { sub: 's', execution_id: 'exe_1' } }));
    return { ready: isReady, sequences };
  }

  it('are told everything from the beginning, and Runtime is followed once for all of them', async () => {
    log.grow(3);
    const crowd = await Promise.all(Array.from({ length: CROWD }, follower));
    await Promise.all(crowd.map(({ ready }) => ready));
    while (log.waiting === 0) await new Promise(setImmediate);
    expect(log.waiting).toBe(1);
    const asked = runtime.calls(EVENTS).length;

    log.grow(2);
    const late = await follower();
    await late.ready;
    while (log.waiting === 0) await new Promise(setImmediate);
    // The one that waits has asked again, and the late one for itself: what has come is read by nobody else.
    expect(runtime.calls(EVENTS).length - asked).toBe(2);
    log.grow(1, true);

    for (const { sequences } of [...crowd, late]) expect(await sequences).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('share it with those who ask for pages that wait', async () => {
    log.grow(1);
    const ask = (): Promise<Response> =>
      fetch(`${experience.url}/v1/execution/exe_1/events?after=1`, { headers: { prefer: 'wait=20' } });
    const asked = Array.from({ length: CROWD }, ask);
    while (runtime.calls(EVENTS).length < CROWD + 1) await new Promise(setImmediate);
    expect(log.waiting).toBe(1);
    log.grow(1, true);
    for (const answer of await Promise.all(asked)) {
      expect(answer.headers.get('preference-applied')).toBe('wait=20');
      expect(await answer.json()).toMatchObject({ cursors: ['2'], done: true });
    }
  });
});
