import { EVENT_DATA } from '../event/event-data.js';
import { EVENT_TYPES, type EventType } from '../event/event-type.js';
import { ExecutionEvent } from '../event/event.js';
import { EVENT_SUMMARIES } from './event-summaries.js';
import { schemaReference, type JsonSchema } from './json-schema.js';

/** `step.cancel_requested` as the name of a schema: `StepCancelRequestedEvent`. */
export function eventSchemaName(type: EventType): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Event`;
}

const engineFamilies = [...new Set(EVENT_TYPES.map((type) => type.slice(0, type.indexOf('.'))))];

/** What a realm says in the log by `saga.emit`. */
const REALM_EVENT: JsonSchema = {
  description: 'What a realm has said in the log: `<realm>.<name>`, with data of its own.',
  allOf: [
    schemaReference(ExecutionEvent),
    {
      type: 'object',
      properties: { type: { pattern: `^(?!(${engineFamilies.join('|')})\\.)[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+$` } },
    },
  ],
};

function eventSchema(type: EventType): JsonSchema {
  const data = EVENT_DATA[type];
  return {
    description: EVENT_SUMMARIES[type],
    allOf: [
      schemaReference(ExecutionEvent),
      {
        type: 'object',
        properties: { type: { const: type }, data: data ? schemaReference(data) : { type: 'object' } },
      },
    ],
  };
}

/** A schema for each event of the engine, for those of realms, and `Event`, which is any of them. */
export function eventSchemas(): Record<string, JsonSchema> {
  const names = [...EVENT_TYPES.map(eventSchemaName), 'RealmEvent'];
  return {
    Event: {
      description: 'An entry of the log. More kinds may come: pass over what you do not know.',
      oneOf: names.map((name) => schemaReference({ name })),
    },
    ...Object.fromEntries(EVENT_TYPES.map((type) => [eventSchemaName(type), eventSchema(type)])),
    RealmEvent: REALM_EVENT,
  };
}
