import { ProblemError } from '@app/intent-contracts';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { assertShallow } from './json-depth.js';

/** Bytes of a body. */
const SMALL = 2 ** 20;
const LARGE = 16 * SMALL;

/** An intent may carry a small file in its payload. */
const SUBMIT_ROUTE = '/v1/intent/submit';
const parseLarge = json({ limit: LARGE, inflate: false });
const parse = json({ limit: SMALL, inflate: false });

/** Reads JSON bodies, and refuses every other kind but multipart, which a route reads itself. */
export function jsonBody(request: Request, response: Response, next: NextFunction): void {
  if (hasBody(request) && request.is(['json', 'multipart']) === false) {
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
    try {
      assertShallow(request.body);
      next();
    } catch (tooDeep) {
      next(tooDeep);
    }
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
      return new ProblemError('MALFORMED_JSON', `${message}. Send one JSON object in UTF-8.`);
    case 'entity.too.large':
      return new ProblemError(
        'PAYLOAD_TOO_LARGE',
        `The body is larger than the ${limit} bytes that are taken here. Send files to /v1/content/upload.`,
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
