import { Module } from '@nestjs/common';
import { ExecutionsModule } from '../executions/executions.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AuditController } from './audit.controller.js';
import { AuthorisedStreams } from './authorised-streams.js';
import { EventLog } from './event-log.js';
import { EventsGateway } from './events.gateway.js';
import { LogFollower } from './log-follower.js';
import { EventsController } from './events.controller.js';
import { LogRetention } from './log-retention.js';

@Module({
  imports: [ExecutionsModule, SessionsModule, OperationsModule],
  controllers: [EventsController, AuditController],
  providers: [EventLog, LogFollower, AuthorisedStreams, EventsGateway, LogRetention],
})
export class EventsModule {}
