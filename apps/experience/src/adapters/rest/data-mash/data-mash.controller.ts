import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { CreateDataMash, DataMash, PlanDataMash, PlanDataMashOutput } from '@app/intent-contracts';
import {
  type ArtifactContent,
  type Caller,
  Documented,
  FromCaller,
  Intents,
  Queries,
  type Submission,
} from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { BYTES_ANSWERS, BYTES_HEADERS, BytesInterceptor, conditionsOf } from '../bytes.interceptor.js';
import { EntityTagInterceptor, IF_NONE_MATCH } from '../entity-tag.interceptor.js';
import { SUBMIT_ANSWERS, SUBMIT_HEADERS, SubmissionInterceptor } from '../intents/submission.interceptor.js';
import { PreferWait } from '../prefer-wait.decorator.js';
import { TenantQuery } from '../tenant.query.js';
import { CreateMashBody, PlanMashBody } from './data-mash.body.js';
import { DataMashReads } from './data-mash-reads.js';

/** Tables that become one data product. */
@Controller('v1')
export class DataMashController {
  constructor(
    private readonly intents: Intents,
    private readonly queries: Queries,
    private readonly reads: DataMashReads,
  ) {}

  @Post(['data-mash/create', 'content/data-mash/create'])
  @HttpCode(202)
  @UseInterceptors(AnswerInterceptor, SubmissionInterceptor)
  @Documented({
    summary: 'Mash tables into one data product',
    tag: 'data mash',
    tenantInBody: true,
    headers: SUBMIT_HEADERS,
    answers: SUBMIT_ANSWERS,
  })
  create(
    @Body() { tenant_id, session_id, ...payload }: CreateMashBody,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @PreferWait() wait: number | undefined,
    @FromCaller() caller: Caller,
  ): Promise<Submission> {
    const { type, realm } = CreateDataMash;
    const intent = { intent_type: type, realm, session_id, tenant_id, payload: { ...payload } };
    return this.intents.submit(intent, { idempotencyKey, wait }, caller);
  }

  @Post('data-mash/plan')
  @HttpCode(200)
  @Documented({
    summary: 'How tables would be mashed, without doing it',
    tag: 'data mash',
    tenantInBody: true,
    answers: { 200: PlanDataMashOutput },
  })
  plan(@Body() { tenant_id, ...payload }: PlanMashBody, @FromCaller() caller: Caller): Promise<PlanDataMashOutput> {
    return this.queries.ask(PlanDataMash, payload, tenant_id, caller);
  }

  @Get('data-mash/:mashId')
  @UseInterceptors(EntityTagInterceptor)
  @Documented({
    summary: 'A data product, its model, quality report and lineage',
    tag: 'data mash',
    query: TenantQuery,
    headers: IF_NONE_MATCH,
    answers: { 200: DataMash, 304: null },
  })
  get(@Param('mashId') mashId: string, @Query() _tenant: TenantQuery, @FromCaller() caller: Caller): Promise<DataMash> {
    return this.reads.get(mashId, caller);
  }

  @Get('data-mash/:mashId/download')
  @UseInterceptors(BytesInterceptor)
  @Documented({
    summary: 'The bytes of a data product',
    tag: 'data mash',
    query: TenantQuery,
    headers: BYTES_HEADERS,
    answers: BYTES_ANSWERS,
    representation: '*/*',
  })
  download(
    @Param('mashId') mashId: string,
    @Query() _tenant: TenantQuery,
    @Headers() headers: Record<string, string | undefined>,
    @FromCaller() caller: Caller,
  ): Promise<ArtifactContent> {
    return this.reads.bytes(mashId, conditionsOf(headers), caller);
  }
}
