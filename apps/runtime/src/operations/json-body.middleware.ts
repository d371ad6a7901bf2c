import { isUtf8 } from 'node:buffer';
import { assertFaithful, MAX_JSON_DEPTH, ProblemError, scanJson, type JsonScan } from '@app/intent-contracts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';

/** Bytes of a body. */
const SMALL = 2 ** 20;
const LARGE = 16 * SMALL;
// Those who stand in front take what is so deep, and pass it on inside something of their own.
const MAX_DEPTH = MAX_JSON_DEPTH + 1;

/** An intent may carry a small file in its payload. */
const SUBMIT_ROUTE = '/api/intent/submit';
/** Reads its body itself, as a stream, whatever its type. */
const UPLOAD_ROUTE = '/api/artifact/upload';
// Any JSON is a body: a fact may be a number, and what a DTO wants is checked against it later.
const parseLarge = json({ limit: LARGE, inflate: false, strict: false, verify: scan });
const parse = json({ limit: SMALL, inflate: false, strict: false, verify: scan });

/** What the text of a body told, until its values are looked at, or why it is not read. */
const scans = new WeakMap<IncomingMessage, JsonScan | ProblemError>();

/** Reads JSON bodies, and refuses every other kind. */
export function jsonBody(request: Request, response: Response, next: NextFunction): void {
  refuseEncoded(request);
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
    next(faultOf(request, error));
  });
}

/** Reads the text before anything is made of it: what would cost too much to make is refused here. */
function scan(request: IncomingMessage, _response: ServerResponse, text: Buffer, charset: string): void {
  try {
    if (charset !== 'utf-8')
      throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', `JSON is UTF-8, not ${charset}. Send it so.`);
    if (!isUtf8(text)) throw new ProblemError('MALFORMED_JSON', 'The body is not text in UTF-8. Send JSON in UTF-8.');
    scans.set(request, scanJson(text, MAX_DEPTH));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    scans.set(request, error);
    // The parser makes an error with a status of its own of whatever it is thrown.
    throw new Error('The body is refused.', { cause: error });
  }
}

/** Why a body that was read, or was to be read, is refused; undefined if it is not. */
function faultOf(request: Request, error: unknown): unknown {
  const scanned = scans.get(request);
  if (scanned instanceof ProblemError) return scanned;
  if (error !== undefined) return refusalOf(error);
  if (scanned === undefined) return undefined;
  try {
    assertFaithful(request.body, scanned);
    return undefined;
  } catch (fault) {
    return fault;
  }
}

/** What is small when it comes may be huge when it is unpacked. */
function refuseEncoded(request: Request): void {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() === 'identity') return;
  throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', `The body is encoded as ${encoding}. Send it as it is.`);
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
