import { ProblemError } from '@app/intent-contracts';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { assertShallow } from './json-depth.js';

const MEBIBYTE = 2 ** 20;

/** An intent may carry a small file in its payload. */
const SUBMIT_ROUTE = '/v1/intent/submit';
const parseLarge = json({ limit: 16 * MEBIBYTE, inflate: false });
const parse = json({ limit: MEBIBYTE, inflate: false });

/** Reads JSON bodies, and refuses every other kind but multipart, which a route reads itself. */
export function jsonBody(request: Request, response: Response, next: NextFunction): void {
  if (hasBody(request) && request.is(['json', 'multipart']) === false) {
    const sent = request.headers['content-type'] ?? 'no content type';
    throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', `The body is ${sent}. Send JSON as application/json.`);
  }
  const parser: RequestHandler = request.path === SUBMIT_ROUTE ? parseLarge : parse;
  void parser(request, response, (error?: unknown) => {
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
