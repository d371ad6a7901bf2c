import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Put,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { Fact, Facts, ProblemError } from '@app/intent-contracts';
import type { Response } from 'express';
import { Tenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { PageLinkInterceptor } from '../operations/page-link.interceptor.js';
import { pageOfKeys, tokenOf } from '../operations/paging.js';
import { type FactRecord, LONGEST_KEY_BYTES } from '../storage/fact-store.js';
import { FactsQuery } from './facts.query.js';
import { StateService } from './state.service.js';

const EXPECTED = { ...HEADERS.tenant, 'If-Match': 'The ETag that the fact must have; `*` for any' };
const toFact = ({ key, value }: FactRecord): Fact => ({ key, value: JSON.parse(value) as unknown });

@Controller('api/session/:sessionId/state')
export class StateController {
  constructor(private readonly state: StateService) {}

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @Documented({
    summary: 'The facts of a session, in the order of their keys',
    tag: 'state',
    access: 'read',
    headers: HEADERS.tenant,
    query: FactsQuery,
    answers: { 200: Facts },
  })
  async list(
    @Param('sessionId') sessionId: string,
    @Tenant() tenantId: string | null,
    @Query() query: FactsQuery,
  ): Promise<Facts> {
    const { facts, more } = await this.state.list(tenantId, sessionId, pageOfKeys(query));
    const last = facts.at(-1);
    return { facts: facts.map(toFact), ...(more && last && { next_page_token: tokenOf(last.key) }) };
  }

  @Get(':key')
  @Documented({
    summary: 'One fact',
    tag: 'state',
    access: 'read',
    headers: { ...HEADERS.tenant, ...HEADERS.ifNoneMatch },
    answers: { 200: Fact, 304: null },
  })
  async get(
    @Param('sessionId') sessionId: string,
    @Param('key') key: string,
    @Tenant() tenantId: string | null,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Fact> {
    const fact = await this.state.get(tenantId, sessionId, key);
    response.setHeader('ETag', `"${fact.version}"`);
    return toFact(fact);
  }

  @Put(':key')
  @Documented({
    summary: 'Set a fact: the body is its value, any JSON',
    tag: 'state',
    access: 'sessions:write',
    headers: EXPECTED,
    answers: { 200: Fact },
  })
  async set(
    @Param('sessionId') sessionId: string,
    @Param('key') key: string,
    @Tenant() tenantId: string | null,
    @Body() value: unknown,
    @Res({ passthrough: true }) response: Response,
    @Headers('if-match') expected?: string,
  ): Promise<Fact> {
    assertKey(key);
    const version = await this.state.set(tenantId, sessionId, key, value ?? null, versionOf(expected));
    response.setHeader('ETag', `"${version}"`);
    return { key, value: value ?? null };
  }

  @Delete(':key')
  @HttpCode(204)
  @Documented({
    summary: 'Remove a fact',
    tag: 'state',
    access: 'sessions:write',
    headers: EXPECTED,
    answers: { 204: null },
  })
  remove(
    @Param('sessionId') sessionId: string,
    @Param('key') key: string,
    @Tenant() tenantId: string | null,
    @Headers('if-match') expected?: string,
  ): Promise<void> {
    return this.state.remove(tenantId, sessionId, key, versionOf(expected));
  }
}

function assertKey(key: string): void {
  if (Buffer.byteLength(key) <= LONGEST_KEY_BYTES) return;
  const detail = `The key of a fact has ${LONGEST_KEY_BYTES} bytes at most. Choose a shorter one.`;
  throw new ProblemError('REQUEST_INVALID', detail, { errors: [{ pointer: '', code: 'max_length', detail }] });
}

function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const [, version] = /^"(\d{1,15})"$/.exec(ifMatch) ?? [];
  if (version === undefined) {
    throw new ProblemError('PRECONDITION_FAILED', 'If-Match is not an ETag of a fact. Pass it on as it was given.');
  }
  return Number(version);
}
