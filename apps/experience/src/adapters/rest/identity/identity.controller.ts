import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { CallerIdentity } from '@app/intent-contracts';
import { type Answer, type Caller, Documented, FromCaller, Identities } from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';

@Controller('v1/identity')
export class IdentityController {
  constructor(private readonly identities: Identities) {}

  @Get()
  @UseInterceptors(AnswerInterceptor)
  @Documented({ summary: 'Who you are, and what you may do', tag: 'identity', answers: { 200: CallerIdentity } })
  get(@FromCaller() caller: Caller): Promise<Answer<CallerIdentity>> {
    return this.identities.of(caller);
  }
}
