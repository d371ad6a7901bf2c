import { Body, Controller, Headers, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { UploadContent } from '@app/intent-contracts';
import { type Caller, Documented, FromCaller, Intents, type Submission } from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { SUBMIT_ANSWERS, SUBMIT_HEADERS, SubmissionInterceptor } from '../intents/submission.interceptor.js';
import { PreferWait } from '../prefer-wait.decorator.js';
import { UploadForm } from './upload.form.js';
import { UploadInterceptor } from './upload.interceptor.js';

const TEXT = { type: 'string', minLength: 1, maxLength: 200 };
const FORM = {
  type: 'object',
  required: ['file', 'tenant_id', 'session_id'],
  properties: { file: { type: 'string', format: 'binary' }, tenant_id: TEXT, session_id: TEXT },
};

@Controller('v1/content')
export class UploadController {
  constructor(private readonly intents: Intents) {}

  /** The bytes are staged by the time this runs; what is accepted here takes them into the session. */
  @Post('upload')
  @HttpCode(202)
  @UseInterceptors(UploadInterceptor, AnswerInterceptor, SubmissionInterceptor)
  @Documented({
    summary: 'Take in a file',
    tag: 'content',
    form: FORM,
    headers: SUBMIT_HEADERS,
    answers: SUBMIT_ANSWERS,
  })
  upload(
    @Body() { file, tenant_id, session_id }: UploadForm,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @PreferWait() wait: number | undefined,
    @FromCaller() caller: Caller,
  ): Promise<Submission> {
    const { type, realm } = UploadContent;
    const intent = { intent_type: type, realm, session_id, tenant_id, payload: { ...file } };
    return this.intents.submit(intent, { idempotencyKey, wait }, caller);
  }
}
