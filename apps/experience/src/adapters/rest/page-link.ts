import type { HttpRequest } from '../../adapter-kit/index.js';

/** The `Link` header that leads from a page to the next: the same request with the next page's token. */
export function nextPageLink(request: HttpRequest & { originalUrl: string }, token: string): string {
  const [path, query = ''] = request.originalUrl.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('page_token', token);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
