import { Controller, Get, UseInterceptors } from '@nestjs/common';
import {
  type Answer,
  type Caller,
  DeliverySettings,
  Documented,
  FromCaller,
  System,
} from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { DescribedSystem } from './described-system.js';

@Controller('v1/system')
@UseInterceptors(AnswerInterceptor)
export class SystemController {
  private readonly startedAt = new Date().toISOString();

  constructor(
    private readonly system: System,
    private readonly settings: DeliverySettings,
  ) {}

  @Get()
  @Documented({
    summary: 'Which processes carry executions out, what is under way and how fast, and how it is delivered here',
    tag: 'system',
    answers: { 200: DescribedSystem },
  })
  async get(@FromCaller() caller: Caller): Promise<Answer<DescribedSystem>> {
    const answer = await this.system.describe(caller);
    const experience = { started_at: this.startedAt, adapters: [...this.settings.adapters] };
    return { ...answer, body: { ...answer.body, experience } };
  }
}
