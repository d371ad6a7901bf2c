import { Body, Controller, Get, Param, Post, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { CreateSession, SessionAnswer, SessionPage } from '@app/intent-contracts';
import type { Request, Response } from 'express';
import { type Answer, type Caller, Documented, FromCaller, Sessions } from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { nextPageLink } from '../page-link.js';
import { TenantQuery } from '../tenant.query.js';
import { SessionsQuery } from './sessions.query.js';

@Controller('v1/session')
@UseInterceptors(AnswerInterceptor)
export class SessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Post()
  @Documented({ summary: 'Start a session', tag: 'sessions', tenantInBody: true, answers: { 201: SessionAnswer } })
  async create(
    @Body() session: CreateSession,
    @FromCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<SessionAnswer>> {
    const answer = await this.sessions.create(session, caller);
    response.location(`/v1/session/${encodeURIComponent(answer.body.session.session_id)}`);
    return answer;
  }

  @Get()
  @Documented({
    summary: 'List sessions, newest first',
    tag: 'sessions',
    query: SessionsQuery,
    answers: { 200: SessionPage },
  })
  async list(
    @Query() { tenant_id: _tenant, ...filter }: SessionsQuery,
    @FromCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<SessionPage>> {
    const answer = await this.sessions.list(filter, caller);
    const { next_page_token: next } = answer.body;
    if (next !== undefined) response.setHeader('Link', nextPageLink(request, next));
    return answer;
  }

  @Get(':sessionId')
  @Documented({ summary: 'Read a session', tag: 'sessions', query: TenantQuery, answers: { 200: SessionAnswer } })
  get(
    @Param('sessionId') sessionId: string,
    @Query() _tenant: TenantQuery,
    @FromCaller() caller: Caller,
  ): Promise<Answer<SessionAnswer>> {
    return this.sessions.get(sessionId, caller);
  }
}
