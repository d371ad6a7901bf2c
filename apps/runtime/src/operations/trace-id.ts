import { randomBytes } from 'node:crypto';
import type { Request } from 'express';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The id under which a request is found in logs: that of its W3C `traceparent`, or one of its own. */
export function traceIdOf(request: Request): string {
  const [, given] = TRACEPARENT.exec(request.get('traceparent') ?? '') ?? [];
  return given ?? randomBytes(16).toString('hex');
}
