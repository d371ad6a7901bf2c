import { Body, Controller, Get, Headers, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { IntentTypes, SubmitIntent } from '@app/intent-contracts';
import {
  type Answer,
  type Caller,
  Documented,
  FromCaller,
  Intents,
  type Submission,
} from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { PreferWait } from '../prefer-wait.decorator.js';
import { SUBMIT_ANSWERS, SUBMIT_HEADERS, SubmissionInterceptor } from './submission.interceptor.js';

@Controller('v1/intent')
@UseInterceptors(AnswerInterceptor)
export class IntentsController {
  constructor(private readonly intents: Intents) {}

  @Post('submit')
  @HttpCode(202)
  @UseInterceptors(SubmissionInterceptor)
  @Documented({
    summary: 'Submit any intent of the catalogue',
    tag: 'intents',
    tenantInBody: true,
    headers: SUBMIT_HEADERS,
    answers: SUBMIT_ANSWERS,
  })
  submit(
    @Body() intent: SubmitIntent,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @PreferWait() wait: number | undefined,
    @FromCaller() caller: Caller,
  ): Promise<Submission> {
    return this.intents.submit(intent, { idempotencyKey, wait }, caller);
  }

  @Get('types')
  @Documented({ summary: 'What can be submitted', tag: 'intents', answers: { 200: IntentTypes } })
  types(@FromCaller() caller: Caller): Promise<Answer<IntentTypes>> {
    return this.intents.types(caller);
  }
}
