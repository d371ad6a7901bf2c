import {
  channelName,
  EVENT_SUMMARIES,
  EVENT_TYPES,
  eventSchemaName,
  Execution,
  schemaReference,
  SERVER_FRAME_SUMMARIES,
  type AsyncApiPart,
} from '@app/intent-contracts';
import { dtoSchema } from './dto-schemas.js';
import type { EventStreamRoute } from './event-stream-routes.js';

/** What a server-sent event is made of. */
interface Frame {
  readonly event: object;
  readonly summary: string;
  /** Whether it has an id: a cursor. */
  readonly isPlace: boolean;
  readonly data: object;
}

const objectOf = (member: string, schema: object): object => ({
  type: 'object',
  required: [member],
  properties: { [member]: schema },
});

const CURSOR = { type: 'string', description: 'A cursor: go on behind it by `Last-Event-ID` or `after`' };

/** What a stream of any kind tells, by the names of its messages. */
const EVENTS: Readonly<Record<string, Frame>> = {
  ...Object.fromEntries(
    EVENT_TYPES.map((type): [string, Frame] => [
      type,
      {
        event: { const: type },
        summary: EVENT_SUMMARIES[type],
        isPlace: true,
        data: schemaReference({ name: eventSchemaName(type) }),
      },
    ]),
  ),
  realm: {
    event: { type: 'string', description: '`<realm>.<name>`' },
    summary: 'What a realm has said in the log.',
    isPlace: true,
    data: schemaReference({ name: 'RealmEvent' }),
  },
  gap: {
    event: { const: 'gap' },
    summary: SERVER_FRAME_SUMMARIES.gap,
    isPlace: false,
    data: objectOf('oldest', { type: 'string', description: 'From this cursor on everything is kept' }),
  },
};

/** What the stream of an execution tells beside. */
const OF_AN_EXECUTION: Readonly<Record<string, Frame>> = {
  snapshot: {
    event: { const: 'snapshot' },
    summary: SERVER_FRAME_SUMMARIES.snapshot,
    isPlace: false,
    data: objectOf('status', schemaReference(Execution)),
  },
  end: {
    event: { const: 'end' },
    summary: 'The execution has ended and everything was told. Asking again is answered 204.',
    isPlace: true,
    data: { type: 'object' },
  },
};

function messageOf(name: string, { event, summary, isPlace, data }: Frame): object {
  return {
    name,
    title: name,
    summary,
    contentType: 'application/json',
    headers: {
      type: 'object',
      description: 'The fields of the server-sent event beside its data',
      properties: { event, ...(isPlace && { id: CURSOR }) },
      required: ['event', ...(isPlace ? ['id'] : [])],
    },
    payload: data,
  };
}

const DESCRIPTION = [
  'Server-sent events, for `EventSource`: `event` is the type, `id` the cursor, `data` the event as JSON. Resume by',
  '`Last-Event-ID` or `after`; nothing is lost or repeated, on any transport. A comment comes when nothing else has for',
  'a while, and when Runtime cannot be reached or is back.',
].join('\n');

/** A route that streams events, as a channel. */
export function eventStreamChannel({ address, documentation }: EventStreamRoute, server: string): AsyncApiPart {
  const { summary, query, events } = documentation;
  const name = channelName(address);
  const frames = { ...EVENTS, ...(events === 'execution' && OF_AN_EXECUTION) };
  const names = Object.keys(frames);
  const parameters = [...address.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => [parameter, {}]);
  return {
    channels: {
      [name]: {
        address,
        title: summary,
        description: DESCRIPTION,
        servers: [{ $ref: `#/servers/${server}` }],
        parameters: Object.fromEntries(parameters),
        messages: Object.fromEntries(names.map((frame) => [frame, { $ref: `#/components/messages/sse.${frame}` }])),
      },
    },
    operations: {
      [`${name}.tell`]: {
        action: 'send',
        channel: { $ref: `#/channels/${name}` },
        summary,
        messages: names.map((frame) => ({ $ref: `#/channels/${name}/messages/${frame}` })),
        bindings: {
          http: { method: 'GET', ...(query && { query: dtoSchema(query) }), bindingVersion: '0.3.0' },
        },
      },
    },
    messages: Object.fromEntries(
      Object.entries(frames).map(([frame, content]) => [`sse.${frame}`, messageOf(frame, content)]),
    ),
  };
}
