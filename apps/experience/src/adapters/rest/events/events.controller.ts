import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { EventPage } from '@app/intent-contracts';
import {
  type Answer,
  type Caller,
  Documented,
  ExecutionFeed,
  FromCaller,
  Produces,
} from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { PreferWait } from '../prefer-wait.decorator.js';
import { EventsQuery, ExecutionEventsQuery } from './events.query.js';

const WAIT_HEADER = { Prefer: '`wait=N` waits up to N seconds (30 at most) for the next event' };

/** The log of events as pages. */
@Controller('v1')
@UseInterceptors(AnswerInterceptor)
export class EventsController {
  constructor(private readonly feed: ExecutionFeed) {}

  @Get('execution/:executionId/events')
  @Produces('application/json')
  @Documented({
    summary: 'Events of an execution, from a cursor on',
    tag: 'executions',
    query: ExecutionEventsQuery,
    headers: WAIT_HEADER,
    answers: { 200: EventPage },
  })
  ofExecution(
    @Param('executionId') executionId: string,
    @Query() { after }: ExecutionEventsQuery,
    @PreferWait() wait: number | undefined,
    @FromCaller() caller: Caller,
  ): Promise<Answer<EventPage>> {
    return this.feed.page({ executionId }, { after, wait }, caller);
  }

  @Get('events')
  @Produces('application/json')
  @Documented({
    summary: 'Events of a session or of the whole tenant, from a cursor on',
    tag: 'events',
    query: EventsQuery,
    headers: WAIT_HEADER,
    answers: { 200: EventPage },
  })
  ofTenant(
    @Query() { session_id: sessionId, intent_type: intentType, type, after }: EventsQuery,
    @PreferWait() wait: number | undefined,
    @FromCaller() caller: Caller,
  ): Promise<Answer<EventPage>> {
    const stream = sessionId === undefined ? ({ tenant: true } as const) : { sessionId };
    return this.feed.page(stream, { intentType, type, after, wait }, caller);
  }
}
