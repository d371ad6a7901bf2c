import { ProblemError } from '@app/intent-contracts';

const DEFAULT_PAGE_SIZE = 50;
const ID = /^[a-z]{3}_[0-9a-f]{32}$/;

/** What a list was asked for: how many, and before which one. Throws `PAGE_TOKEN_INVALID`. */
export function pageOf(query: { page_size?: number; page_token?: string }): { limit: number; before?: string } {
  const limit = query.page_size ?? DEFAULT_PAGE_SIZE;
  if (query.page_token === undefined) return { limit };
  const before = Buffer.from(query.page_token, 'base64url').toString();
  if (!ID.test(before)) throw invalidToken();
  return { limit, before };
}

/** The same of a list that is in the order of its keys: how many, and after which one. Throws `PAGE_TOKEN_INVALID`. */
export function pageOfKeys(query: { page_size?: number; page_token?: string }): { limit: number; after?: string } {
  const limit = query.page_size ?? DEFAULT_PAGE_SIZE;
  if (query.page_token === undefined) return { limit };
  const after = Buffer.from(query.page_token, 'base64url').toString();
  if (after === '' || after.includes('\0') || tokenOf(after) !== query.page_token) throw invalidToken();
  return { limit, after };
}

/** The token of the page that goes on after an id or a key. */
export function tokenOf(last: string): string {
  return Buffer.from(last).toString('base64url');
}

/** The token of the page after this one, which ends with `lastId`; none if it was not full. */
export function nextPage(limit: number, ids: readonly string[]): { next_page_token?: string } {
  const lastId = ids.at(-1);
  return ids.length < limit || lastId === undefined ? {} : { next_page_token: tokenOf(lastId) };
}

function invalidToken(): ProblemError {
  return new ProblemError('PAGE_TOKEN_INVALID', 'Pass on next_page_token of the former page as it was, or none.');
}
