import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CLIENT_FRAMES,
  EVENT_TYPES,
  SERVER_FRAMES,
  type AsyncApiDocument,
  type ExecutionEvent,
  type Session,
} from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { send } from '../processes/plane-client.js';
import { ROOT } from '../processes/planes.js';
import { serverSentEvents } from '../processes/server-sent-events.js';
import { DocumentedMessages } from './documented-messages.js';
import { framesOf } from './frames-of.js';

const committed = (plane: string): AsyncApiDocument =>
  JSON.parse(readFileSync(join(ROOT, `apps/${plane}/asyncapi.json`), 'utf8')) as AsyncApiDocument;

/** What a tool that reads the document complains about. That there is a newer format is no complaint. */
async function flawsOf(document: object): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  return diagnostics.flatMap(({ code, message }) =>
    code === 'asyncapi-latest-version' ? [] : [`${code}: ${message}`],
  );
}

const RUNTIME = committed('runtime');
const EXPERIENCE = committed('experience');

describe('the AsyncAPI documents', () => {
  it.each([
    ['Runtime', RUNTIME],
    ['Experience', EXPERIENCE],
  ])('of %s is one that tools can read', async (_plane, document) => {
    expect(await flawsOf(document)).toEqual([]);
  });

  it('tell of every frame in either direction, but of what Runtime cannot say', () => {
    const frames = [...Object.keys(CLIENT_FRAMES), ...Object.keys(SERVER_FRAMES)];
    expect(Object.keys(RUNTIME.components.messages)).toEqual(frames.filter((frame) => frame !== 'upstream'));
    expect(Object.keys(EXPERIENCE.components.messages)).toEqual(expect.arrayContaining(frames));
  });

  it('tell of every channel', () => {
    const addresses = ({ channels }: AsyncApiDocument): unknown[] =>
      Object.values(channels).map((channel) => (channel as { address: string }).address);
    expect(addresses(RUNTIME)).toEqual(['/api/events/stream']);
    expect(addresses(EXPERIENCE)).toEqual(['/v1/live', '/v1/execution/{executionId}/events', '/v1/events']);
  });

  it('tell of every event, and what it says', () => {
    const streamed = Object.keys(EXPERIENCE.components.messages);
    expect(streamed).toEqual(expect.arrayContaining(EVENT_TYPES.map((type) => `sse.${type}`)));
    expect(JSON.stringify(RUNTIME.components.schemas['StepRetryingEvent'])).toContain('"const":"step.retrying"');
    expect(RUNTIME.components.schemas['StepRetryingData']).toMatchObject({
      required: ['step', 'attempt', 'problem', 'not_applied', 'due_at'],
    });
  });
});

describe('a document', () => {
  const without = (part: object, name: string): object =>
    Object.fromEntries(Object.entries(part).filter(([key]) => key !== name));

  it.each([
    ['of another version', { ...RUNTIME, asyncapi: '9.0.0' }],
    ['that speaks of a schema which it has not', schemaMissing()],
    ['that speaks of a message which it has not', messageMissing()],
    ['whose channel is of a server which it has not', { ...RUNTIME, servers: {} }],
  ])('%s is refused', async (_flaw, document) => {
    expect(await flawsOf(document)).not.toEqual([]);
  });

  function schemaMissing(): object {
    const { schemas, ...components } = RUNTIME.components;
    return { ...RUNTIME, components: { ...components, schemas: without(schemas, 'StepRetryingData') } };
  }

  function messageMissing(): object {
    const { messages, ...components } = RUNTIME.components;
    return { ...RUNTIME, components: { ...components, messages: without(messages, 'welcome') } };
  }
});

describe('what travels', () => {
  let planes: BothPlanes;
  let session: Session;
  let executionId: string;
  let events: ExecutionEvent[];

  beforeAll(async () => {
    planes = await BothPlanes.start();
    session = await planes.api.session();
    const simulate = { fail_step: 'create-order', fail_undo: 'charge-card', fail_undo_times: 1 };
    ({ execution_id: executionId } = await planes.api.accepted(placeOrder(session, { simulate })));
    await planes.api.ended(executionId);
    events = await planes.api.events(executionId);
  });
  afterAll(() => planes.kill());

  it.each([
    ['Runtime', RUNTIME, () => `${planes.runtime.url}/api/asyncapi.json`],
    ['Experience', EXPERIENCE, () => `${planes.experience.url}/v1/asyncapi.json`],
  ])('%s describes as the document that is committed says', async (_plane, document, url) => {
    expect((await send('GET', url())).body).toEqual(document);
  });

  it.each([
    ['Runtime', RUNTIME, () => `${planes.runtime.url}/api/events/stream`],
    ['Experience', EXPERIENCE, () => `${planes.experience.url}/v1/live`],
  ])('over WebSocket of %s is what the document says, frame by frame', async (_plane, document, url) => {
    const messages = new DocumentedMessages(document);
    const frames = await framesOf(url().replace('http', 'ws'), [
      { event: 'ping', data: {} },
      { event: 'subscribe', data: { sub: 'nothing' } },
      { event: 'subscribe', data: { sub: 'order', execution_id: executionId, tenant_id: session.tenant_id } },
    ]);
    expect(new Set(frames.map(({ event }) => event))).toEqual(
      new Set(['welcome', 'pong', 'error', 'subscribed', 'event', 'end']),
    );
    expect(frames.flatMap((frame) => messages.flawsOf(frame.event, frame))).toEqual([]);
  });

  it('as server-sent events is what the document says, event by event', async () => {
    const messages = new DocumentedMessages(EXPERIENCE);
    const flaws: string[] = [];
    let told = 0;
    for await (const { event, data } of serverSentEvents(
      `${planes.experience.url}/v1/execution/${executionId}/events`,
    )) {
      if (event === undefined) continue;
      told += 1;
      flaws.push(...messages.flawsOf(`sse.${event}`, JSON.parse(data!)));
    }
    expect(flaws).toEqual([]);
    expect(told).toBe(events.length + 1);
  });

  it('is found out where it is anything else', () => {
    const messages = new DocumentedMessages(RUNTIME);
    const deliver = (event: object): object => ({ event: 'event', data: { sub: 'a', cursor: 'c', event } });
    const started = events.find(({ type }) => type === 'step.started')!;
    const { step: _, ...stepless } = started.data;
    expect(messages.flawsOf('event', deliver(started))).toEqual([]);
    expect(messages.flawsOf('event', deliver({ ...started, data: stepless }))).not.toEqual([]);
    expect(messages.flawsOf('event', deliver({ ...started, type: 'step.begun' }))).not.toEqual([]);
    expect(messages.flawsOf('event', deliver({ ...started, type: 'orders.packed', data: {} }))).toEqual([]);
    expect(messages.flawsOf('subscribe', { event: 'subscribe', data: { sub: 'a' } })).not.toEqual([]);
  });
});
