import { Body, Controller, Get, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { CreateSession, SessionAnswer } from '@app/intent-contracts';
import type { Response } from 'express';
import { type Answer, type Caller, Documented, FromCaller, Sessions } from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';
import { TenantQuery } from '../tenant.query.js';

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
