import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  type Caller,
  Documented,
  type EventStream,
  ExecutionFeed,
  FromCaller,
  Produces,
} from '../../adapter-kit/index.js';
import { EventStreamQuery, FeedStreamQuery } from './event-stream.query.js';
import { framesOf } from './frames.js';

const LAST_EVENT_ID = { 'Last-Event-ID': 'The cursor of the last event that was seen; it goes before `after`' };

/** Events as they happen, for EventSource. */
@Controller('v1')
export class EventStreamController {
  constructor(private readonly feed: ExecutionFeed) {}

  @Get('execution/:executionId/events')
  @Produces('text/event-stream')
  @Documented({
    summary: 'Events of an execution, from a cursor on',
    tag: 'executions',
    query: EventStreamQuery,
    headers: LAST_EVENT_ID,
    answers: { 200: null, 204: null },
    representation: 'text/event-stream',
    events: 'execution',
  })
  ofExecution(
    @Param('executionId') executionId: string,
    @Query() query: EventStreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @FromCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AsyncIterable<string> | undefined> {
    return this.stream({ executionId }, { ...query, lastEventId }, caller, response);
  }

  @Get('events')
  @Produces('text/event-stream')
  @Documented({
    summary: 'Events of a session or of the whole tenant, from a cursor on',
    tag: 'events',
    query: FeedStreamQuery,
    headers: LAST_EVENT_ID,
    answers: { 200: null },
    representation: 'text/event-stream',
    events: 'feed',
  })
  ofTenant(
    @Query() { session_id: sessionId, ...query }: FeedStreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @FromCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AsyncIterable<string> | undefined> {
    const stream = sessionId === undefined ? ({ tenant: true } as const) : { sessionId };
    return this.stream(stream, { ...query, lastEventId }, caller, response);
  }

  private async stream(
    stream: EventStream,
    { lastEventId, after, type }: EventStreamQuery & { lastEventId: string | undefined },
    caller: Caller,
    response: Response,
  ): Promise<AsyncIterable<string> | undefined> {
    const options = { after: lastEventId || after, types: type?.split(',') };
    const opened = await this.feed.open(stream, options, caller);
    if (opened.isOver) {
      // An EventSource that is answered 204 stops asking.
      response.status(204);
      return undefined;
    }
    // Compression and buffering by proxies would hold events back.
    response.setHeader('Content-Type', 'text/event-stream');
    response.setHeader('Cache-Control', 'no-store, no-transform');
    response.setHeader('X-Accel-Buffering', 'no');
    return framesOf(opened);
  }
}
