import { Controller, Get, Headers, Param, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { Execution, ExecutionDetail, ExecutionPage, UndoPlan } from '@app/intent-contracts';
import type { Request, Response } from 'express';
import { type Answer, type Caller, Documented, Executions, FromCaller } from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { nextPageLink } from '../page-link.js';
import { PreferWait } from '../prefer-wait.decorator.js';
import { TenantQuery } from '../tenant.query.js';
import { ExecutionsQuery } from './executions.query.js';

@Controller('v1/execution')
export class ExecutionsController {
  constructor(private readonly executions: Executions) {}

  @Get()
  @UseInterceptors(AnswerInterceptor)
  @Documented({
    summary: 'List executions, newest first',
    tag: 'executions',
    query: ExecutionsQuery,
    answers: { 200: ExecutionPage },
  })
  async list(
    @Query() { tenant_id: _tenant, ...filter }: ExecutionsQuery,
    @FromCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<ExecutionPage>> {
    const answer = await this.executions.list(filter, caller);
    const { next_page_token: next } = answer.body;
    if (next !== undefined) response.setHeader('Link', nextPageLink(request, next));
    return answer;
  }

  @Get(':executionId')
  @UseInterceptors(AnswerInterceptor)
  @Documented({
    summary: 'Read an execution with its steps',
    tag: 'executions',
    query: TenantQuery,
    answers: { 200: ExecutionDetail },
  })
  get(
    @Param('executionId') executionId: string,
    @Query() _tenant: TenantQuery,
    @FromCaller() caller: Caller,
  ): Promise<Answer<ExecutionDetail>> {
    return this.executions.get(executionId, caller);
  }

  @Get(':executionId/status')
  @Documented({
    summary: 'Read the status of an execution, or wait until it differs from the one that is known',
    tag: 'executions',
    query: TenantQuery,
    headers: {
      'If-None-Match': 'The ETag of the status that is known',
      Prefer: '`wait=N` waits up to N seconds (30 at most) for another status',
    },
    answers: { 200: Execution, 304: null },
  })
  async status(
    @Param('executionId') executionId: string,
    @Query() _tenant: TenantQuery,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @PreferWait() wait: number | undefined,
    @FromCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Execution | undefined> {
    const reading = await this.executions.status(executionId, { ifNoneMatch, wait }, caller);
    if (reading.etag !== undefined) response.setHeader('ETag', reading.etag);
    if (reading.preferenceApplied !== undefined) response.setHeader('Preference-Applied', reading.preferenceApplied);
    if (!reading.unchanged) return reading.body;
    response.status(304);
    return undefined;
  }

  @Get(':executionId/undo-plan')
  @UseInterceptors(AnswerInterceptor)
  @Documented({
    summary: 'Read what would be undone if an execution turned back now, in which order, and what cannot be',
    tag: 'executions',
    query: TenantQuery,
    answers: { 200: UndoPlan },
  })
  undoPlan(
    @Param('executionId') executionId: string,
    @Query() _tenant: TenantQuery,
    @FromCaller() caller: Caller,
  ): Promise<Answer<UndoPlan>> {
    return this.executions.undoPlan(executionId, caller);
  }
}
