import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { startExperience, type StartedExperience } from '../testing/started-experience.js';
import { FakeRuntime, type Reply, type Seen } from './testing/fake-runtime.js';

const EVENTS = 'GET /api/execution/exe_1/events';
const CROWD = 50;

interface Told {
  readonly event: string;
  readonly data: { readonly event: { readonly sequence: number }; readonly problem: { readonly code: string } };
}

interface Follower {
  readonly ready: Promise<void>;
  /** The code of the problem that it is told of. */
  readonly refused: Promise<string>;
  readonly sequences: Promise<number[]>;
}

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
  async function follower(tenant?: string): Promise<Follower> {
    const socket = new WebSocket(`${experience.url.replace('http', 'ws')}/v1/live`, 'intent-events.v1');
    await once(socket, 'open');
    const told: number[] = [];
    let ready: () => void;
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    let refuse: (code: string) => void;
    const refused = new Promise<string>((resolve) => (refuse = resolve));
    const sequences = new Promise<number[]>((resolve) => {
      socket.on('message', (text: Buffer) => {
        const { event, data } = JSON.parse(text.toString()) as Told;
        if (event === 'error') refuse(data.problem.code);
        if (event === 'event') told.push(data.event.sequence);
        if (event === 'subscribed') ready();
        if (event === 'end') resolve(told);
        if (event === 'end') socket.close();
      });
    });
    socket.send(JSON.stringify({ event: 'subscribe', data: { sub: 's', execution_id: 'exe_1', tenant_id: tenant } }));
    return { ready: isReady, refused, sequences };
  }

  it('are told everything from the beginning, and Runtime is followed once for all of them', async () => {
    log.grow(3);
    const crowd = await Promise.all(Array.from({ length: CROWD }, () => follower()));
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

  it('and all come back in one moment are given what Runtime was asked for once, each who says otherwise who it is by itself', async () => {
    log.grow(3);
    let answer = (): void => undefined;
    const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
    runtime.on(EVENTS, async (seen) => {
      await mayAnswer;
      return log.answer(seen);
    });
    const crowd = await Promise.all(Array.from({ length: CROWD }, () => follower()));
    const other = await follower('another');
    while (runtime.calls(EVENTS).length < 2) await new Promise(setImmediate);
    answer();
    await Promise.all([...crowd, other].map(({ ready }) => ready));
    const asked = runtime.calls(EVENTS).filter(({ headers }) => headers['prefer'] === undefined);
    expect(asked.map(({ headers }) => headers['x-tenant-id'])).toEqual([undefined, 'another']);
    log.grow(1, true);
    for (const { sequences } of [...crowd, other]) expect(await sequences).toEqual([1, 2, 3, 4]);
  });

  it('and are refused are each refused for a reason of its own', async () => {
    let refuse = (): void => undefined;
    const mayRefuse = new Promise<void>((resolve) => (refuse = resolve));
    runtime.on(EVENTS, async () => {
      await mayRefuse;
      return { status: 404, body: { code: 'EXECUTION_NOT_FOUND', detail: 'No such execution.' } };
    });
    const crowd = await Promise.all(Array.from({ length: CROWD }, () => follower()));
    while (runtime.calls(EVENTS).length < 1) await new Promise(setImmediate);
    refuse();
    const refusals = await Promise.all(crowd.map(({ refused }) => refused));
    expect(refusals).toEqual(Array.from({ length: CROWD }, () => 'EXECUTION_NOT_FOUND'));
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
