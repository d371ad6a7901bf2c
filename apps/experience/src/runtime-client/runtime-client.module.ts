import { HttpModule } from '@nestjs/axios';
import { Global, Module } from '@nestjs/common';
import { Artifacts } from '../adapter-kit/artifacts.js';
import { ExecutionFeed } from '../adapter-kit/execution-feed.js';
import { Executions } from '../adapter-kit/executions.js';
import { Intents } from '../adapter-kit/intents.js';
import { Queries } from '../adapter-kit/queries.js';
import { Sessions } from '../adapter-kit/sessions.js';
import { Identities } from '../adapter-kit/identities.js';
import { System } from '../adapter-kit/system.js';
import { Environment } from '../config/environment.js';
import { EventPages } from './event-pages.js';
import { PollingUpstream } from './polling-upstream.js';
import { RuntimeArtifacts } from './runtime-artifacts.js';
import { RuntimeClient } from './runtime-client.js';
import { RuntimeConnections } from './runtime-connections.js';
import { RuntimeDocuments } from './runtime-documents.js';
import { RuntimeExecutions } from './runtime-executions.js';
import { RuntimeFeed } from './runtime-feed.js';
import { RuntimeIdentities } from './runtime-identities.js';
import { RuntimeIntents } from './runtime-intents.js';
import { RuntimePulse } from './runtime-pulse.js';
import { RuntimeQueries } from './runtime-queries.js';
import { RuntimeSessions } from './runtime-sessions.js';
import { serviceCredential } from './service-credential.js';
import { RuntimeSystem } from './runtime-system.js';
import { SharedStreams } from './shared-streams.js';
import { StreamQuota } from './stream-quota.js';
import { Upstream } from './upstream.js';
import { WebSocketUpstream } from './websocket-upstream.js';

@Module({ providers: [RuntimeConnections], exports: [RuntimeConnections] })
class ConnectionsModule {}

/** Everything that speaks to Runtime. Global, because adapters inject its ports without being able to import it. */
@Global()
@Module({
  imports: [
    ConnectionsModule,
    HttpModule.registerAsync({
      imports: [ConnectionsModule],
      inject: [Environment, RuntimeConnections],
      useFactory: (environment: Environment, connections: RuntimeConnections) => ({
        ...connections.pooled,
        baseURL: environment.RUNTIME_URL,
        // Every status is an answer, to be read as Runtime meant it.
        validateStatus: () => true,
        // A redirect would have to send a streamed body again.
        maxRedirects: 0,
        // Runtime is a neighbour: a proxy set for the machine is not for it.
        proxy: false,
        decompress: false,
        headers: {
          Accept: 'application/json',
          'Accept-Encoding': 'identity',
          ...serviceCredential(environment),
        },
      }),
    }),
  ],
  providers: [
    RuntimeClient,
    RuntimePulse,
    RuntimeDocuments,
    { provide: Artifacts, useClass: RuntimeArtifacts },
    EventPages,
    SharedStreams,
    StreamQuota,
    PollingUpstream,
    {
      provide: Upstream,
      inject: [Environment, PollingUpstream],
      useFactory: (environment: Environment, pages: PollingUpstream) =>
        environment.RUNTIME_EVENTS === 'websocket' ? new WebSocketUpstream(environment, pages) : pages,
    },
    { provide: ExecutionFeed, useClass: RuntimeFeed },
    { provide: Executions, useClass: RuntimeExecutions },
    RuntimeIdentities,
    { provide: Identities, useExisting: RuntimeIdentities },
    { provide: Intents, useClass: RuntimeIntents },
    { provide: Queries, useClass: RuntimeQueries },
    { provide: Sessions, useClass: RuntimeSessions },
    { provide: System, useClass: RuntimeSystem },
  ],
  exports: [
    RuntimePulse,
    RuntimeDocuments,
    RuntimeIdentities,
    SharedStreams,
    Artifacts,
    ExecutionFeed,
    Executions,
    Identities,
    Intents,
    Queries,
    Sessions,
    System,
  ],
})
export class RuntimeClientModule {}
