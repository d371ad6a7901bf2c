import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Caller, Documented, ExecutionFeed, FromCaller, Produces } from '../../adapter-kit/index.js';
import { EventStreamQuery } from './event-stream.query.js';
import { framesOf } from './frames.js';

/** The events of an execution as they happen, for EventSource. */
@Controller('v1/execution')
export class EventStreamController {
  constructor(private readonly feed: ExecutionFeed) {}

  @Get(':executionId/events')
  @Produces('text/event-stream')
  @Documented({
    summary: 'Events of an execution, from a cursor on',
    tag: 'executions',
    query: EventStreamQuery,
    headers: { 'Last-Event-ID': 'The cursor of the last event that was seen; it goes before `after`' },
    answers: { 200: null, 204: null },
    representation: 'text/event-stream',
  })
  async stream(
    @Param('executionId') executionId: string,
    @Query() { after }: EventStreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @FromCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AsyncIterable<string> | undefined> {
    const items = this.feed.follow(executionId, lastEventId || after, caller)[Symbol.asyncIterator]();
    const first = await items.next();
    if (first.done === true || first.value.kind === 'end') {
      // An EventSource that is answered 204 stops asking.
      response.status(204);
      return undefined;
    }
    // Compression and buffering by proxies would hold events back.
    response.setHeader('Content-Type', 'text/event-stream');
    response.setHeader('Cache-Control', 'no-store, no-transform');
    response.setHeader('X-Accel-Buffering', 'no');
    return framesOf(first.value, items);
  }
}
