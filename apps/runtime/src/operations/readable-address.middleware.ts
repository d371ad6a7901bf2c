import { ProblemError } from '@app/intent-contracts';
import type { NextFunction, Request, Response } from 'express';

/** What no text in a database can hold, and what UTF-8 does not know, in the clothes of an address. */
const NUL = /%00/;

/** Refuses an address whose path or query cannot be read as text that could be anybody's name. */
export function readableAddress(request: Request, _response: Response, next: NextFunction): void {
  if (request.url.includes('%')) assertReadable(request.url);
  next();
}

function assertReadable(url: string): void {
  try {
    decodeURIComponent(url);
  } catch {
    throw new ProblemError('MALFORMED_REQUEST', 'The address is not percent-encoded UTF-8. Encode % itself as %25.');
  }
  if (NUL.test(url)) throw new ProblemError('MALFORMED_REQUEST', 'The address holds NUL (%00). Leave it out.');
}
