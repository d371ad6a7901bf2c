import { Controller, Get, Param, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { Execution, ExecutionDetail, ExecutionPage, UndoPlan } from '@app/intent-contracts';
import type { Request, Response } from 'express';
import { RequiredTenant, Tenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { PageLinkInterceptor } from '../operations/page-link.interceptor.js';
import { nextPage, pageOf } from '../operations/paging.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { toExecution, toExecutionDetail, toUndoPlan } from './execution.view.js';
import { ExecutionsQuery } from './executions.query.js';
import { ExecutionsService } from './executions.service.js';
import { PreferWait, type Wait } from './prefer-wait.decorator.js';

const etagOf = ({ sequence }: ExecutionRecord): string => `"${sequence}"`;

@Controller('api/execution')
export class ExecutionsController {
  constructor(private readonly executions: ExecutionsService) {}

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @Documented({
    summary: 'Executions of a tenant, newest first',
    tag: 'executions',
    access: 'read',
    query: ExecutionsQuery,
    headers: HEADERS.tenant,
    answers: { 200: ExecutionPage },
  })
  async list(@RequiredTenant() tenantId: string, @Query() query: ExecutionsQuery): Promise<ExecutionPage> {
    const page = pageOf(query);
    const found = await this.executions.list({
      tenantId,
      ...page,
      ...(query.status === undefined ? {} : { status: query.status }),
      ...(query.intent_type === undefined ? {} : { intentType: query.intent_type }),
      ...(query.realm === undefined ? {} : { realm: query.realm }),
      ...(query.session_id === undefined ? {} : { sessionId: query.session_id }),
      ...(query.created_after === undefined ? {} : { createdAfter: Date.parse(query.created_after) }),
    });
    return {
      executions: found.map(toExecution),
      ...nextPage(
        page.limit,
        found.map(({ executionId }) => executionId),
      ),
    };
  }

  @Get(':executionId/status')
  @Documented({
    summary: 'How an execution stands; with If-None-Match and Prefer: wait a long poll',
    tag: 'executions',
    access: 'read',
    headers: { ...HEADERS.tenant, ...HEADERS.prefer, 'If-None-Match': 'The ETag of the status that is known' },
    answers: { 200: Execution, 304: null },
  })
  async status(
    @Param('executionId') executionId: string,
    @Tenant() tenantId: string | null,
    @PreferWait() wait: Wait | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Execution> {
    let record = await this.executions.get(tenantId, executionId);
    response.setHeader('ETag', etagOf(record));
    if (wait && request.fresh) {
      record = (await this.executions.whenChanged(tenantId, executionId, record.sequence, wait)) ?? record;
      response.setHeader('ETag', etagOf(record));
    }
    return toExecution(record);
  }

  @Get(':executionId')
  @Documented({
    summary: 'An execution with every step: attempts, outcome and undo',
    tag: 'executions',
    access: 'read',
    headers: { ...HEADERS.tenant, ...HEADERS.ifNoneMatch },
    answers: { 200: ExecutionDetail, 304: null },
  })
  async detail(
    @Param('executionId') executionId: string,
    @Tenant() tenantId: string | null,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ExecutionDetail> {
    const record = await this.executions.get(tenantId, executionId);
    response.setHeader('ETag', etagOf(record));
    return toExecutionDetail(record, await this.executions.history(record));
  }

  @Get(':executionId/undo-plan')
  @Documented({
    summary: 'What would be undone if it turned back now, in which order, and what cannot be',
    tag: 'executions',
    access: 'read',
    headers: HEADERS.tenant,
    answers: { 200: UndoPlan },
  })
  async undoPlan(@Param('executionId') executionId: string, @Tenant() tenantId: string | null): Promise<UndoPlan> {
    const record = await this.executions.get(tenantId, executionId);
    return toUndoPlan(record, await this.executions.history(record));
  }
}
