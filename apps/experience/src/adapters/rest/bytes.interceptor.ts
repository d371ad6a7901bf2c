import {
  Injectable,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import type { ArtifactContent, ContentConditions } from '../../adapter-kit/index.js';
import { IF_NONE_MATCH } from './entity-tag.interceptor.js';

/** How a route that answers with bytes is described. */
export const BYTES_HEADERS = { Range: 'Which bytes; all of them if left out', ...IF_NONE_MATCH };
export const BYTES_ANSWERS = { 200: null, 206: null, 304: null } as const;

export function conditionsOf(headers: Record<string, string | undefined>): ContentConditions {
  return { range: headers['range'], ifRange: headers['if-range'], ifNoneMatch: headers['if-none-match'] };
}

/** Answers with the bytes that a route gives, all or a part of them, or says that they are what the client knows. */
@Injectable()
export class BytesInterceptor implements NestInterceptor<ArtifactContent, StreamableFile | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<ArtifactContent>): Observable<StreamableFile | undefined> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(map((bytes) => answer(bytes, response)));
  }
}

function answer({ headers, content, extent }: ArtifactContent, response: Response): StreamableFile | undefined {
  // Not by Express, which would add a charset to the type.
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Whatever the bytes are, a browser neither shows nor guesses them under this server's name.
  response.setHeader('X-Content-Type-Options', 'nosniff');
  const disposition = headers['content-disposition'] ?? '';
  response.setHeader('Content-Disposition', disposition.startsWith('attachment') ? disposition : 'attachment');
  if (extent === 'unchanged') {
    response.status(304);
    content.destroy();
    return undefined;
  }
  if (extent === 'part') response.status(206);
  return new StreamableFile(content);
}
