import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { ProblemError } from '@app/intent-contracts';

/** How long an upload may stand still. There is no limit on how long it may take in all. */
const STALLED_AFTER_MS = 30_000;

/** The body of a request as a stream that fails, with a problem, when the client hangs up or stands still. */
export function uploadBody(request: IncomingMessage, response: ServerResponse): Readable {
  const body = new PassThrough();
  const fail = (detail: string): void => {
    body.destroy(new ProblemError('UPLOAD_INCOMPLETE', detail));
  };
  const stalled = `Nothing has come for ${STALLED_AFTER_MS / 1_000} s. Send the file again.`;
  request.setTimeout(STALLED_AFTER_MS, () => fail(stalled));
  request.once('aborted', () => fail('The client hung up before the end of the file. Send it again.'));
  // Not a pipeline: that would destroy the request with the stream, and a refusal could not be answered any more.
  request.pipe(body);
  body.once('close', () => {
    request.setTimeout(0);
    if (request.complete) return;
    // What still comes of a refused upload is thrown away, and the connection closed when the refusal is sent.
    request.unpipe(body);
    request.resume();
    if (!response.headersSent) response.setHeader('Connection', 'close');
  });
  return body;
}
