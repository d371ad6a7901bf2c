import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';

/**
 * Gives a JSON answer a strong validator: the hash of what is sent, which differs whenever a byte does, after a release
 * that says more too. Express answers 304 to who has it.
 */
@Injectable()
export class EntityTagInterceptor implements NestInterceptor<object, string> {
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<string> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((answer) => {
        const text = JSON.stringify(answer);
        response.setHeader('ETag', `"${createHash('sha256').update(text).digest('base64url')}"`);
        response.type('application/json');
        return text;
      }),
    );
  }
}
