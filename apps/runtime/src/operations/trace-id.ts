import { randomBytes } from 'node:crypto';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The id under which a request is found in logs: that of its W3C `traceparent`, or one of its own. */
export function traceIdOf(traceparent: string | undefined): string {
  const [, given] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  return given ?? randomBytes(16).toString('hex');
}
