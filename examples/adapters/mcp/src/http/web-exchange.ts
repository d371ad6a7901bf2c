import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpRequest } from '@symphainy/experience/adapter-kit';

/** A request in the words of the web, without its body, which was read already. It is aborted with the signal. */
export function webRequest(request: HttpRequest, signal: AbortSignal): Request {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  return new Request(url, { method: request.method ?? 'GET', headers, signal });
}

/** Answers with a response in the words of the web, as it comes. Rejects when the client leaves before its end. */
export async function answerWith({ status, headers, body }: Response, response: ServerResponse): Promise<void> {
  response.writeHead(status, Object.fromEntries(headers));
  if (body === null) response.end();
  else await pipeline(Readable.fromWeb(body), response);
}
