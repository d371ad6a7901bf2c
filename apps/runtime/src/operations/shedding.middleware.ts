import { randomInt } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { problemOf } from '@app/intent-contracts';
import { SeldomWarning } from './seldom-warning.js';
import { traceIdOf } from './trace-id.js';

/** As the router reads it: whoever writes it in another way is not to be let past. */
const SUBMIT = /^\/api\/intent\/submit\/?$/i;
/** A crowd that was turned away together is not to be back together. */
const RETRY_SECONDS = [1, 2, 3, 4];
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
 * meanwhile. To do so must cost next to nothing, or it would not help. Each is counted.
 */
export function overloadGuard(limit: number, count: { inc(): void }): OverloadGuard {
  const turnAway = turningAway(limit, count);
  const places = new Places(limit);
  const isSubmit = ({ method, path }: Request): boolean => method === 'POST' && SUBMIT.test(path);
  return {
    atTheDoor: (request: Request, response: Response, next: NextFunction): void => {
      if (isSubmit(request) && !places.free()) turnAway(request, response);
      else next();
    },
    onceRead: (request: Request, response: Response, next: NextFunction): void => {
      if (!isSubmit(request)) return next();
      if (!places.free()) return turnAway(request, response);
      places.take();
      const settle = (): void => {
        if (accepting.delete(request)) places.giveBack();
      };
      accepting.set(request, settle);
      response.once('close', settle);
      next();
    },
  };
}

/** A burst goes over the limit by so many times as much, … */
const BURST = 3;
/** … and, once all of that is used, has it again after so long: a crowd that stays meets the limit. */
const BURST_AGAIN_MS = 10_000;

/** The places of those that are being accepted: `limit`, and for a burst what has been saved up beside them. */
class Places {
  private readonly mostSaved: number;
  private taken = 0;
  private saved: number;
  private countedAt = performance.now();

  constructor(private readonly limit: number) {
    this.mostSaved = limit * BURST;
    this.saved = this.mostSaved;
  }

  free(): boolean {
    if (this.taken < this.limit) return true;
    const now = performance.now();
    this.saved = Math.min(this.mostSaved, this.saved + ((now - this.countedAt) / BURST_AGAIN_MS) * this.mostSaved);
    this.countedAt = now;
    return this.saved >= 1;
  }

  /** One that {@link free} has just said to be there. */
  take(): void {
    if (this.taken >= this.limit) this.saved -= 1;
    this.taken += 1;
  }

  giveBack(): void {
    this.taken -= 1;
  }
}

/** Says that an intent is accepted: whoever now waits for its end costs nothing. */
export function accepted(request: Request): void {
  accepting.get(request)?.();
}

function turningAway(limit: number, count: { inc(): void }): (request: Request, response: Response) => void {
  const warning = new SeldomWarning('Overload');
  const detail = `${limit} intents or more are being accepted at this moment. Try again a little later.`;
  return (request, response) => {
    count.inc();
    warning.happened((times) => `${times} intents were turned away: ${detail}`);
    const problem = problemOf('OVERLOADED', detail, {
      instance: request.path,
      trace_id: traceIdOf(request.get('traceparent')),
    });
    const body = Buffer.from(JSON.stringify(problem));
    response.writeHead(503, {
      'Content-Type': 'application/problem+json',
      'Content-Length': body.length,
      'Retry-After': RETRY_SECONDS[randomInt(RETRY_SECONDS.length)],
    });
    response.end(body);
    // What it has sent is read, and thrown away, so that its connection can be used again.
    request.resume();
  };
}
