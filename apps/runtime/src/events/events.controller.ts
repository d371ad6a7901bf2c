import { Controller, Get, Param, Query } from '@nestjs/common';
import { EventPage } from '@app/intent-contracts';
import { PreferWait, type Wait } from '../executions/prefer-wait.decorator.js';
import { RequiredTenant, Tenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { ExecutionEventsQuery, FeedQuery } from './events.query.js';
import { EventLog, type LogStream } from './event-log.js';
import { EventStreams } from './event-streams.js';

@Controller('api')
export class EventsController {
  constructor(
    private readonly log: EventLog,
    private readonly streams: EventStreams,
  ) {}

  @Get('execution/:executionId/events')
  @Documented({
    summary: 'Events of an execution after a cursor; with Prefer: wait the page waits for the next one',
    tag: 'events',
    query: ExecutionEventsQuery,
    headers: { ...HEADERS.tenant, ...HEADERS.prefer },
    answers: { 200: EventPage },
  })
  async ofExecution(
    @Param('executionId') executionId: string,
    @Tenant() tenantId: string | null,
    @Query() { after }: ExecutionEventsQuery,
    @PreferWait() wait: Wait | undefined,
  ): Promise<EventPage> {
    return this.page(await this.log.ofExecution(tenantId, executionId), after, wait);
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
    return this.page(this.log.ofFeed(feed), after, wait);
  }

  private page(stream: LogStream, after: string | undefined, wait: Wait | undefined): Promise<EventPage> {
    return wait ? this.streams.page(stream, after, wait) : stream.read(after);
  }
}
