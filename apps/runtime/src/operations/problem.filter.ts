import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { problemOf, ProblemError, type Problem, type ProblemCode } from '@app/intent-contracts';
import type { Request, Response } from 'express';
import { StoreFailure } from '../storage/store-failure.js';
import { toProblem } from './to-problem.js';
import { traceIdOf } from './trace-id.js';

const STORE_RETRY_SECONDS = 1;

/** Answers every error as RFC 9457 problem details. What is not known to be meant for clients stays in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.destroyed || response.writableEnded) return;
    if (response.headersSent) {
      // Half an answer must not look whole: without an end the client notices.
      this.logger.error(thrown);
      response.destroy();
      return;
    }
    const problem = {
      ...answerTo(thrown),
      instance: request.originalUrl.split('?')[0],
      trace_id: traceIdOf(request.get('traceparent')),
    };
    if (problem.status >= 500) this.logger.error(thrown, { trace_id: problem.trace_id });
    const retryAfter = retryAfterOf(thrown);
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
    // RFC 9110, 11.6.1: whoever is not known is told how to say who they are.
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="symphainy"');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

function answerTo(thrown: unknown): Problem {
  if (thrown instanceof HttpException && thrown.getStatus() < 500) {
    return problemOf(codeOfStatus(thrown.getStatus()), thrown.message);
  }
  return toProblem(thrown);
}

function retryAfterOf(thrown: unknown): number | undefined {
  if (thrown instanceof ProblemError) return thrown.retryAfter;
  return thrown instanceof StoreFailure ? STORE_RETRY_SECONDS : undefined;
}

/** Codes for what Nest itself refuses with. */
function codeOfStatus(status: number): ProblemCode {
  switch (status) {
    case 404:
      return 'ROUTE_NOT_FOUND';
    case 413:
      return 'PAYLOAD_TOO_LARGE';
    case 415:
      return 'UNSUPPORTED_MEDIA_TYPE';
    default:
      return 'MALFORMED_REQUEST';
  }
}
