import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Execution, ExecutionAccepted } from '@app/intent-contracts';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import type { Answer, Submission } from '../../../adapter-kit/index.js';

/** How every route that submits an intent is described. */
export const SUBMIT_ANSWERS = { 200: Execution, 202: ExecutionAccepted };
export const SUBMIT_HEADERS = {
  'Idempotency-Key': 'The same key and body again give the first answer again',
  Prefer: '`wait=N` waits up to N seconds (30 at most) for the end of the execution',
};

/** Answers 202 and where to look next, or 200 and the status of an execution that has ended within the wait. */
@Injectable()
export class SubmissionInterceptor implements NestInterceptor<Submission, Answer<Execution | ExecutionAccepted>> {
  intercept(
    context: ExecutionContext,
    next: CallHandler<Submission>,
  ): Observable<Answer<Execution | ExecutionAccepted>> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map(({ ended, answer }) => {
        response.status(ended ? 200 : 202);
        if (!ended) {
          const { status } = answer.body.links;
          response.location(status).setHeader('Link', `<${status}>; rel="status"`);
        }
        return answer;
      }),
    );
  }
}
