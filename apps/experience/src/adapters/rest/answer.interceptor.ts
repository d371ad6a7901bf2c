import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import type { Answer } from '../../adapter-kit/index.js';

/** Sends the body of an `Answer`, and what was said about it as headers. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor<Answer<unknown>, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<Answer<unknown>>): Observable<unknown> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((answer) => {
        describe(response, answer);
        return answer.body;
      }),
    );
  }
}

function describe(response: Response, { etag, retryAfter, preferenceApplied, replayed }: Answer<unknown>): void {
  if (etag !== undefined) response.setHeader('ETag', etag);
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
  if (preferenceApplied !== undefined) response.setHeader('Preference-Applied', preferenceApplied);
  if (replayed) response.setHeader('Idempotent-Replayed', 'true');
}
