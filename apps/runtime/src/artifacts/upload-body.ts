import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { ProblemError } from '@app/intent-contracts';

/** What may wait here while the disk is busy with what came before. */
const AHEAD_BYTES = 2 ** 18;

/**
 * The body of a request as a stream that fails, with a problem, when the client hangs up. It may be destroyed without
 * destroying the request, so that a refusal can still be answered.
 */
export function uploadBody(request: IncomingMessage): Readable {
  const body = new PassThrough({ highWaterMark: AHEAD_BYTES });
  // It may fail before anybody reads it; whoever does then is told.
  body.on('error', () => undefined);
  request.once('close', () => {
    if (request.complete) return;
    body.destroy(
      new ProblemError('UPLOAD_INCOMPLETE', 'The client hung up before the end of the file. Send it again.'),
    );
  });
  return request.pipe(body);
}
