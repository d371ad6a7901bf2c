import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';

const LONGEST_WAIT_SECONDS = 30;

/** How long a client would have its answer held back. */
export interface Wait {
  /** Milliseconds. */
  readonly limit: number;
  /** Calls `end` when the client has gone, or this process is about to: nobody is to wait any more. */
  onGone(end: () => void): void;
}

/** `Prefer: wait=N` (RFC 7240), 30 s at most, as what to wait; undefined if the client would not wait. */
export const PreferWait = createParamDecorator((_: unknown, context: ExecutionContext): Wait | undefined => {
  const request = context.switchToHttp().getRequest<Request>();
  const [, seconds] = /(?:^|[,;\s])wait=(\d+)/i.exec(request.get('prefer') ?? '') ?? [];
  if (seconds === undefined) return undefined;
  const applied = Math.min(Number(seconds), LONGEST_WAIT_SECONDS);
  const response = context.switchToHttp().getResponse<Response>();
  response.setHeader('Preference-Applied', `wait=${applied}`);
  return { limit: applied * 1_000, onGone: (end) => void response.once('close', end).once('stopping', end) };
});
