import { CLIENT_FRAMES, SERVER_FRAMES, STREAM_CLOSE, STREAM_PROTOCOL } from '../stream/frames.js';
import { channelName, type AsyncApiPart } from './asyncapi-part.js';
import { CLIENT_FRAME_SUMMARIES, CLOSE_SUMMARIES, SERVER_FRAME_SUMMARIES } from './frame-summaries.js';
import { schemaReference, type JsonSchema } from './json-schema.js';

type ClientFrameName = keyof typeof CLIENT_FRAMES;
type ServerFrameName = keyof typeof SERVER_FRAMES;
type FrameName = ClientFrameName | ServerFrameName;

const FRAMES = { ...CLIENT_FRAMES, ...SERVER_FRAMES };
const SUMMARIES: Readonly<Record<FrameName, string>> = { ...CLIENT_FRAME_SUMMARIES, ...SERVER_FRAME_SUMMARIES };

/** What the classes of these frames cannot say of them. */
const MORE: Partial<Record<FrameName, JsonSchema>> = {
  subscribe: { oneOf: ['execution_id', 'session_id', 'tenant'].map((stream) => ({ required: [stream] })) },
  event: { type: 'object', properties: { event: schemaReference({ name: 'Event' }) } },
};

function dataOf(name: FrameName): JsonSchema {
  const dto = FRAMES[name];
  if (dto === null) return { type: 'object' };
  const more = MORE[name];
  return more ? { allOf: [schemaReference(dto), more] } : schemaReference(dto);
}

const messageOf = (name: FrameName): object => ({
  name,
  title: name,
  summary: SUMMARIES[name],
  contentType: 'application/json',
  payload: { type: 'object', required: ['event', 'data'], properties: { event: { const: name }, data: dataOf(name) } },
});

const closeCodes = Object.entries(STREAM_CLOSE).map(
  ([name, code]) => `- ${code}: ${CLOSE_SUMMARIES[name as keyof typeof STREAM_CLOSE]}`,
);

const DESCRIPTION = [
  `Subprotocol \`${STREAM_PROTOCOL}\`: every frame is a text frame of JSON, \`{"event": …, "data": …}\`. Pass over frames`,
  'and events that you do not know. A cursor is opaque; subscribing with `after` goes on behind it, across reconnects,',
  'restarts and transports. A client that does not read costs no memory: it is told the rest when it has caught up.',
  '',
  'The server closes with one of these codes:',
  '',
  ...closeCodes,
].join('\n');

/** Where a plane serves the frames, and which of them. */
export interface FrameChannel {
  readonly address: string;
  readonly server: string;
  /** Frames that this plane never sends. */
  readonly unsent: readonly ServerFrameName[];
}

/** The channel of `intent-events.v1`, with its frames in both directions. */
export function frameChannel({ address, server, unsent }: FrameChannel): AsyncApiPart {
  const name = channelName(address);
  const client = Object.keys(CLIENT_FRAMES) as ClientFrameName[];
  const sent = (Object.keys(SERVER_FRAMES) as ServerFrameName[]).filter((frame) => !unsent.includes(frame));
  const channel = { $ref: `#/channels/${name}` };
  const these = (...frames: FrameName[]): object[] =>
    frames.map((frame) => ({ $ref: `#/channels/${name}/messages/${frame}` }));
  const receive = (frame: ClientFrameName, ...answers: ServerFrameName[]): object => ({
    action: 'receive',
    channel,
    summary: CLIENT_FRAME_SUMMARIES[frame],
    messages: these(frame),
    ...(answers.length > 0 && { reply: { channel, messages: these(...answers) } }),
  });
  return {
    channels: {
      [name]: {
        address,
        title: 'Events over WebSocket',
        description: DESCRIPTION,
        servers: [{ $ref: `#/servers/${server}` }],
        messages: Object.fromEntries(
          [...client, ...sent].map((frame) => [frame, { $ref: `#/components/messages/${frame}` }]),
        ),
        bindings: { ws: HANDSHAKE },
      },
    },
    operations: {
      [`${name}.subscribe`]: receive('subscribe', 'subscribed', 'error'),
      [`${name}.unsubscribe`]: receive('unsubscribe'),
      [`${name}.ping`]: receive('ping', 'pong'),
      [`${name}.tell`]: {
        action: 'send',
        channel,
        summary: 'What a client is told, with and without having asked.',
        messages: these(...sent),
      },
    },
    messages: Object.fromEntries([...client, ...sent].map((frame) => [frame, messageOf(frame)])),
  };
}

const HANDSHAKE = {
  method: 'GET',
  query: {
    type: 'object',
    properties: { tenant_id: { type: 'string', description: 'The tenant, in open mode, where no header names it' } },
  },
  headers: {
    type: 'object',
    properties: {
      'Sec-WebSocket-Protocol': { const: STREAM_PROTOCOL },
      'X-Tenant-Id': { type: 'string', description: 'The tenant, in open mode' },
    },
  },
  bindingVersion: '0.1.0',
};
