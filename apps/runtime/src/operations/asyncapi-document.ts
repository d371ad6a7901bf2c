import type { INestApplication } from '@nestjs/common';
import {
  eventSchemas,
  frameChannel,
  joinedParts,
  type AsyncApiDocument,
  reachableSchemas,
} from '@app/intent-contracts';
import { dtoSchemas } from './dto-schemas.js';
import { socketPaths } from './socket-paths.js';

/** The AsyncAPI 3 document of Runtime: what travels without being asked for, one by one. */
export function asyncapiDocument(app: INestApplication): AsyncApiDocument {
  const { channels, operations, messages } = joinedParts(
    // Runtime cannot be away from itself.
    socketPaths(app).map((address) => frameChannel({ address, server: 'runtime', unsent: ['upstream'] })),
  );
  const schemas = reachableSchemas(messages, { ...dtoSchemas(), ...eventSchemas() });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Symphainy Runtime',
      version: '1',
      description: 'The log of executions as it grows: every event once and in order, from any cursor on.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { runtime: { host: 'localhost:8000', protocol: 'ws', description: 'Runtime, as it listens by default' } },
    channels,
    operations,
    components: { messages, schemas },
  };
}
