import createClient, { type Client } from 'openapi-fetch';
import type { Identity } from '../identity/identity.js';
import { AnsweredProblem, isProblem } from './answered-problem.js';
import type { components, paths } from './experience-api.js';

export type Schemas = components['schemas'];
export type ExperienceClient = Client<paths>;

/** The header that says who is calling, where a token does. */
export function credentials(identity: Identity): Record<string, string> {
  return identity.mode === 'jwt' ? { Authorization: `Bearer ${identity.token}` } : {};
}

/** The address with the tenant in its query, where nobody else says whose it is: names of every script fit there. */
export function withTenant(address: string, identity: Identity): string {
  if (identity.mode === 'jwt') return address;
  const url = new URL(address, location.origin);
  url.searchParams.set('tenant_id', identity.tenant);
  return url.href;
}

/** A client of the server that the page came from, and of no other. */
export function experienceClient(identity: Identity, refused: () => void): ExperienceClient {
  const client = createClient<paths>({ baseUrl: location.origin, headers: credentials(identity) });
  client.use({
    onRequest: ({ request }) =>
      identity.mode === 'jwt' ? undefined : toAddress(withTenant(request.url, identity), request),
    onResponse({ response }) {
      if (response.status === 401) refused();
    },
  });
  return client;
}

/** The same request to another address. Its body is read first: browsers send one that is a stream over HTTP/2 alone. */
async function toAddress(address: string, request: Request): Promise<Request> {
  const { method, headers, signal } = request;
  const body = method === 'GET' || method === 'HEAD' ? '' : await request.text();
  return new Request(address, { method, headers, signal, ...(body !== '' && { body }) });
}

/** The body of an answer. Throws `AnsweredProblem` with what the server refused with. */
export async function answered<Body>(
  asked: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<NonNullable<Body>> {
  const { data, error, response } = await asked;
  if (data !== undefined && data !== null && response.ok) return data;
  if (isProblem(error)) throw new AnsweredProblem(error);
  throw new AnsweredProblem({
    type: 'about:blank',
    title: 'The server did not answer as it should',
    status: response.status,
    detail: `It answered ${response.status}. Something between this page and Experience may be in the way.`,
    code: 'ANSWER_UNREADABLE',
    retryable: response.status >= 500,
  });
}
