import { ProblemError } from '@app/intent-contracts';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';

/** Bytes of a body. */
const SMALL = 2 ** 20;
const LARGE = 16 * SMALL;
const MAX_DEPTH = 32;

/** An intent may carry a small file in its payload. */
const SUBMIT_ROUTE = '/api/intent/submit';
/** Reads its body itself, as a stream, whatever its type. */
const UPLOAD_ROUTE = '/api/artifact/upload';
// Any JSON is a body: a fact may be a number, and what a DTO wants is checked against it later.
const parseLarge = json({ limit: LARGE, inflate: false, strict: false });
const parse = json({ limit: SMALL, inflate: false, strict: false });

/** Reads JSON bodies, and refuses every other kind. */
export function jsonBody(request: Request, response: Response, next: NextFunction): void {
  if (request.path === UPLOAD_ROUTE) return next();
  if (hasBody(request) && request.is('json') === false) {
    const sent = request.headers['content-type'] ?? 'no content type';
    throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', `The body is ${sent}. Send JSON as application/json.`);
  }
  const isLarge = request.path === SUBMIT_ROUTE;
  const parser: RequestHandler = isLarge ? parseLarge : parse;
  let refused = false;
  refuseAbove(isLarge ? LARGE : SMALL, request, (refusal) => {
    refused = true;
    next(refusal);
  });
  void parser(request, response, (error?: unknown) => {
    if (refused) return;
    if (error !== undefined) return next(refusalOf(error));
    next(depthRefusalOf(request.body));
  });
}

/** Whether a request says that it has one. */
export function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/** The parser would read a body that is too large to its end before it said so. */
function refuseAbove(limit: number, request: Request, refuse: (refusal: unknown) => void): void {
  if (!hasBody(request) || request.is('json') === false) return;
  let size = 0;
  const count = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= limit) return;
    request.off('data', count);
    refuse(refusalOf({ type: 'entity.too.large', limit }));
  };
  request.on('data', count);
}

/** The parser marks its errors with a `type`. */
function refusalOf(error: unknown): unknown {
  const { type, message, limit } = error as { type?: string; message?: string; limit?: number };
  switch (type) {
    case 'entity.parse.failed':
      return new ProblemError('MALFORMED_JSON', `${message}. Send JSON in UTF-8.`);
    case 'entity.too.large':
      return new ProblemError(
        'PAYLOAD_TOO_LARGE',
        `The body is larger than the ${limit} bytes that are taken here. Send files to ${UPLOAD_ROUTE} and name the artifact_id in the payload.`,
      );
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new ProblemError('UNSUPPORTED_MEDIA_TYPE', `${message}. Send JSON in UTF-8, not compressed.`);
    case 'request.aborted':
    case 'request.size.invalid':
      return new ProblemError('MALFORMED_REQUEST', 'The body ended before its declared length.');
    default:
      return error;
  }
}

/** A refusal of what is nested deeper than any payload is, before recursive code meets it. */
function depthRefusalOf(body: unknown): ProblemError | undefined {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH + 1) {
      const detail = `The body is nested deeper than ${MAX_DEPTH} levels. Flatten it.`;
      return new ProblemError('REQUEST_INVALID', detail, { errors: [{ pointer: '', code: 'max_depth', detail }] });
    }
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return undefined;
}
