import { Controller, Delete, Headers, HttpCode, Param, Query, UseInterceptors } from '@nestjs/common';
import { DeleteContent } from '@app/intent-contracts';
import {
  type Caller,
  Documented,
  FromCaller,
  Intents,
  ProblemError,
  RelayedProblem,
  type Submission,
} from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { SUBMIT_ANSWERS, SUBMIT_HEADERS, SubmissionInterceptor } from '../intents/submission.interceptor.js';
import { PreferWait } from '../prefer-wait.decorator.js';
import { ContentReads } from './content-reads.js';
import { DeletionQuery } from './content.query.js';

@Controller('v1/content')
export class DeletionController {
  constructor(
    private readonly reads: ContentReads,
    private readonly intents: Intents,
  ) {}

  /** What is not there is told at once; what goes between this look and the execution makes that one fail. */
  @Delete(':contentId')
  @HttpCode(202)
  @UseInterceptors(AnswerInterceptor, SubmissionInterceptor)
  @Documented({
    summary: 'Delete a content, in its own session or in the one that is named',
    tag: 'content',
    query: DeletionQuery,
    headers: SUBMIT_HEADERS,
    answers: SUBMIT_ANSWERS,
  })
  async remove(
    @Param('contentId') contentId: string,
    @Query() { session_id: session }: DeletionQuery,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @PreferWait() wait: number | undefined,
    @FromCaller() caller: Caller,
  ): Promise<Submission> {
    const { content, tenantId } = await this.reads.find(contentId, caller);
    const intent = {
      intent_type: DeleteContent.type,
      realm: DeleteContent.realm,
      session_id: session ?? content.session_id,
      tenant_id: tenantId,
      payload: { artifact_id: contentId },
    };
    return this.intents.submit(intent, { idempotencyKey, wait }, caller).catch((error: unknown) => {
      throw session === undefined ? namingTheWayOut(error) : error;
    });
  }
}

function namingTheWayOut(error: unknown): unknown {
  if (!(error instanceof RelayedProblem) || error.problem.code !== 'SESSION_CLOSED') return error;
  return new ProblemError(
    'SESSION_CLOSED',
    'The session that the content was taken in is over. Name an open one of the tenant with ?session_id=.',
  );
}
