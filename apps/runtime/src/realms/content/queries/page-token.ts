import { ProblemError } from '../../../realm-kit/index.js';

/** A place in a list, as the opaque text that clients hand back. */
export function pageToken(position: string | number | readonly number[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The place that a token stands for. Throws PAGE_TOKEN_INVALID for anything that `pageToken` did not make. */
export function readPageToken<Position>(token: string, isPosition: (value: unknown) => value is Position): Position {
  const position = parsed(Buffer.from(token, 'base64url').toString());
  if (isPosition(position)) return position;
  throw new ProblemError(
    'PAGE_TOKEN_INVALID',
    'The page token is not one that this query gave out. Pass next_page_token as it was, or leave it out to begin anew.',
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
