import { StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import type { ArtifactContent, ContentConditions } from '../../../adapter-kit/index.js';
import { IF_NONE_MATCH } from '../entity-tag.interceptor.js';

/** How a route that answers with bytes is described. */
export const BYTES_HEADERS = { Range: 'Which bytes; all of them if left out', ...IF_NONE_MATCH };
export const BYTES_ANSWERS = { 200: null, 206: null, 304: null } as const;

export function conditionsOf(headers: Record<string, string | undefined>): ContentConditions {
  return { range: headers['range'], ifRange: headers['if-range'], ifNoneMatch: headers['if-none-match'] };
}

/** Sets the head of an answer that carries bytes; undefined if there are none to send. */
export function sendBytes(bytes: ArtifactContent, response: Response): StreamableFile | undefined {
  // Not by Express, which would add a charset to the type.
  for (const [name, value] of Object.entries(bytes.headers)) response.setHeader(name, value);
  // Whatever the bytes are, a browser neither shows nor guesses them under this server's name.
  response.setHeader('X-Content-Type-Options', 'nosniff');
  const disposition = bytes.headers['content-disposition'] ?? '';
  response.setHeader('Content-Disposition', disposition.startsWith('attachment') ? disposition : 'attachment');
  if (bytes.extent === 'unchanged') {
    response.status(304);
    bytes.content.destroy();
    return undefined;
  }
  if (bytes.extent === 'part') response.status(206);
  return new StreamableFile(bytes.content);
}
