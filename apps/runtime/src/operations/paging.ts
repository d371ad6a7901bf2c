import { ProblemError } from '@app/intent-contracts';
import type { Request, Response } from 'express';

const DEFAULT_PAGE_SIZE = 50;
const ID = /^[a-z]{3}_[0-9a-f]{32}$/;

/** What a list was asked for: how many, and before which one. Throws `PAGE_TOKEN_INVALID`. */
export function pageOf(query: { page_size?: number; page_token?: string }): { limit: number; before?: string } {
  const limit = query.page_size ?? DEFAULT_PAGE_SIZE;
  if (query.page_token === undefined) return { limit };
  const before = Buffer.from(query.page_token, 'base64url').toString();
  if (!ID.test(before)) {
    throw new ProblemError('PAGE_TOKEN_INVALID', 'Pass on next_page_token of the former page as it was, or none.');
  }
  return { limit, before };
}

/** The token of the page after one that ends with `lastId`; none if that page was not full. Sets `Link; rel="next"`. */
export function nextPage(
  request: Request,
  response: Response,
  { limit, count, lastId }: { limit: number; count: number; lastId: string | undefined },
): { next_page_token?: string } {
  if (count < limit || lastId === undefined) return {};
  const token = Buffer.from(lastId).toString('base64url');
  const url = new URL(request.originalUrl, 'http://localhost');
  url.searchParams.set('page_token', token);
  response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
  return { next_page_token: token };
}
