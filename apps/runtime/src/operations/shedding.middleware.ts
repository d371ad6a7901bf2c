import { Logger } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { problemOf } from '@app/intent-contracts';
import { traceIdOf } from './trace-id.js';

/** As the router reads it: whoever writes it in another way is not to be let past. */
const SUBMIT = /^\/api\/intent\/submit\/?$/i;
const RETRY_SECONDS = 1;
/** How often it is said how many were turned away: to say so of each would be work of its own. */
const TOLD_EVERY_MS = 10_000;
const accepting = new WeakMap<Request, () => void>();

/** What keeps a Runtime from taking in more than it can carry: the first goes before bodies are read, the second after. */
export interface OverloadGuard {
  /** Turns away what would only wait, before anything of it is read. */
  readonly atTheDoor: RequestHandler;
  /** Counts what has come whole: one that dribbles takes nobody's place. */
  readonly onceRead: RequestHandler;
}

/**
 * Turns intents away while `limit` others are being accepted: more would only wait longer, all of them, and take memory
 * meanwhile. To do so must cost next to nothing, or it would not help.
 */
export function overloadGuard(limit: number): OverloadGuard {
  const turnAway = turningAway(limit);
  let count = 0;
  const isSubmit = ({ method, path }: Request): boolean => method === 'POST' && SUBMIT.test(path);
  return {
    atTheDoor: (request: Request, response: Response, next: NextFunction): void => {
      if (count >= limit && isSubmit(request)) turnAway(request, response);
      else next();
    },
    onceRead: (request: Request, response: Response, next: NextFunction): void => {
      if (!isSubmit(request)) return next();
      if (count >= limit) return turnAway(request, response);
      count += 1;
      const settle = (): void => {
        if (accepting.delete(request)) count -= 1;
      };
      accepting.set(request, settle);
      response.once('close', settle);
      next();
    },
  };
}

/** Says that an intent is accepted: whoever now waits for its end costs nothing. */
export function accepted(request: Request): void {
  accepting.get(request)?.();
}

function turningAway(limit: number): (request: Request, response: Response) => void {
  const logger = new Logger('Overload');
  const detail = `${limit} intents are being accepted at this moment. Try again a little later.`;
  let refused = 0;
  let toldAt = 0;
  return (request, response) => {
    refused += 1;
    if (Date.now() - toldAt > TOLD_EVERY_MS) {
      logger.warn(`${refused} intents were turned away: ${detail}`);
      toldAt = Date.now();
      refused = 0;
    }
    const problem = problemOf('OVERLOADED', detail, {
      instance: request.path,
      trace_id: traceIdOf(request.get('traceparent')),
    });
    const body = Buffer.from(JSON.stringify(problem));
    response.writeHead(503, {
      'Content-Type': 'application/problem+json',
      'Content-Length': body.length,
      'Retry-After': RETRY_SECONDS,
    });
    response.end(body);
    // What it has sent is read, and thrown away, so that its connection can be used again.
    request.resume();
  };
}
