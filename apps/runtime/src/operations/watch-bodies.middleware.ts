import { ProblemError } from '@app/intent-contracts';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { hasBody } from './json-body.middleware.js';

/** The least that has to come of a body: what Kestrel and IIS ask for, and less than any line gives today. */
const LEAST_BYTES_A_SECOND = 240;
/** How long the rest of a body that was refused is read, and thrown away. */
const LINGER_MS = 5_000;

/**
 * Watches bodies come. However long one takes, it goes on; one of which next to nothing has come for `span`
 * milliseconds is answered 408 and cut off, so that nobody holds connections for nothing.
 */
export function watchBodies(span: number): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!hasBody(request)) return next();
    const watch = setInterval(
      stallCheck(request, span, () => {
        clearInterval(watch);
        response.once('finish', () => request.destroy());
        const detail = `Less than ${LEAST_BYTES_A_SECOND} bytes a second have come for ${span / 1_000} s. Send the request again.`;
        next(new ProblemError('BODY_STALLED', detail));
      }),
      span,
    ).unref();
    request.once('close', () => clearInterval(watch));
    response.once('close', () => clearInterval(watch));
    // How long the connection may be idle counts again from its next request on; an answer may take longer than that.
    request.socket.setTimeout(0);
    lingerAfter(request, response);
    next();
  };
}

function stallCheck(request: Request, span: number, stalled: () => void): () => void {
  let seen = request.socket.bytesRead;
  return () => {
    const came = request.socket.bytesRead - seen;
    seen += came;
    // What lies here unread is not the client's delay.
    if (came < (LEAST_BYTES_A_SECOND * span) / 1_000 && request.readableLength === 0) stalled();
  };
}

/**
 * When the answer is given before the whole body has come, goes on reading for a moment. To close a connection on which
 * something comes is to reset it, and the client would lose the answer.
 */
function lingerAfter(request: Request, response: Response): void {
  const { socket } = request;
  response.once('prefinish', () => {
    if (request.complete) return;
    // Node closes at once where the client did not ask to keep the connection.
    socket.destroySoon = () => socket.end();
    request.unpipe();
    request.resume();
    const late = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    request.once('close', () => clearTimeout(late));
  });
}
