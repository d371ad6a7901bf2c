import type { INestApplication } from '@nestjs/common';
import {
  eventSchemas,
  frameChannel,
  joinedParts,
  type AsyncApiDocument,
  reachableSchemas,
} from '@app/intent-contracts';
import { dtoSchemas } from './dto-schemas.js';
import { eventStreamChannel } from './event-stream-channel.js';
import { eventStreamRoutes } from './event-stream-routes.js';
import { socketPaths } from './socket-paths.js';

const LISTENS = { host: 'localhost:8001', description: 'Experience, as it listens by default' };

/** The AsyncAPI 3 document of the adapters that are loaded: what travels without being asked for, one by one. */
export function asyncapiDocument(app: INestApplication): AsyncApiDocument {
  const sockets = socketPaths(app).map((address) => frameChannel({ address, server: 'sockets', unsent: [] }));
  const streams = eventStreamRoutes(app).map((route) => eventStreamChannel(route, 'streams'));
  const { channels, operations, messages } = joinedParts([...sockets, ...streams]);
  const schemas = reachableSchemas(messages, { ...dtoSchemas(), ...eventSchemas() });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Symphainy Experience',
      version: '1',
      description: 'The log of executions as it grows, over WebSocket and as server-sent events. Runtime keeps it.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      ...(sockets.length > 0 && { sockets: { ...LISTENS, protocol: 'ws' } }),
      ...(streams.length > 0 && { streams: { ...LISTENS, protocol: 'http' } }),
    },
    channels,
    operations,
    components: { messages, schemas },
  };
}
