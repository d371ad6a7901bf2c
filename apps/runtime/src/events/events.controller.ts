import { Controller, Get, Param, Query } from '@nestjs/common';
import { EventPage } from '@app/intent-contracts';
import { PreferWait, type Wait } from '../executions/prefer-wait.decorator.js';
import { required } from '../identity/named-tenant.js';
import { Tenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { ExecutionEventsQuery, FeedQuery } from './events.query.js';
import { EventLog, type LogStream } from './event-log.js';
import { LogFollower } from './log-follower.js';

@Controller('api')
export class EventsController {
  constructor(
    private readonly log: EventLog,
    private readonly follower: LogFollower,
  ) {}

  @Get('execution/:executionId/events')
  @Documented({
    summary: 'Events of an execution after a cursor; with Prefer: wait the page waits for the next one',
    tag: 'events',
    access: 'read',
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
    access: 'read',
    query: FeedQuery,
    headers: { ...HEADERS.tenant, ...HEADERS.prefer },
    answers: { 200: EventPage },
  })
  async ofTenant(
    @Tenant() tenantId: string | null,
    @Query() { session_id, intent_type, type, after }: FeedQuery,
    @PreferWait() wait: Wait | undefined,
  ): Promise<EventPage> {
    const filter = {
      ...(intent_type === undefined ? {} : { intentType: intent_type }),
      ...(type === undefined ? {} : { types: type.split(',') }),
    };
    const stream =
      session_id === undefined
        ? this.log.ofFeed({ tenantId: required(tenantId), ...filter })
        : await this.log.ofSession(tenantId, session_id, filter);
    return this.page(stream, after, wait);
  }

  private async page(stream: LogStream, after: string | undefined, wait: Wait | undefined): Promise<EventPage> {
    return wait ? this.follower.page(stream, after, wait) : (await stream.read(after)).page;
  }
}
