import { Controller, Get, Param, Query } from '@nestjs/common';
import { EventPage } from '@app/intent-contracts';
import { PreferWait, type Wait } from '../executions/prefer-wait.decorator.js';
import { RequiredTenant, Tenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { ExecutionEventsQuery, FeedQuery } from './events.query.js';
import { EventsService } from './events.service.js';

@Controller('api')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get('execution/:executionId/events')
  @Documented({
    summary: 'Events of an execution after a cursor; with Prefer: wait the page waits for the next one',
    tag: 'events',
    query: ExecutionEventsQuery,
    headers: { ...HEADERS.tenant, ...HEADERS.prefer },
    answers: { 200: EventPage },
  })
  ofExecution(
    @Param('executionId') executionId: string,
    @Tenant() tenantId: string | null,
    @Query() { after }: ExecutionEventsQuery,
    @PreferWait() wait: Wait | undefined,
  ): Promise<EventPage> {
    return this.events.ofExecution(tenantId, executionId, after, wait);
  }

  @Get('events')
  @Documented({
    summary: 'Events of a tenant, or of one of its sessions, after a cursor',
    tag: 'events',
    query: FeedQuery,
    headers: { ...HEADERS.tenant, ...HEADERS.prefer },
    answers: { 200: EventPage },
  })
  ofTenant(
    @RequiredTenant() tenantId: string,
    @Query() { session_id, intent_type, type, after }: FeedQuery,
    @PreferWait() wait: Wait | undefined,
  ): Promise<EventPage> {
    const feed = {
      tenantId,
      ...(session_id === undefined ? {} : { sessionId: session_id }),
      ...(intent_type === undefined ? {} : { intentType: intent_type }),
      ...(type === undefined ? {} : { types: type.split(',') }),
    };
    return this.events.ofTenant(feed, after, wait);
  }
}
