import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { CreateSession, PatchSession, SessionAnswer, SessionPage } from '@app/intent-contracts';
import type { Response } from 'express';
import { Clock } from '../determinism/clock.js';
import { RequiredTenant, Tenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { PageLinkInterceptor } from '../operations/page-link.interceptor.js';
import { nextPage, pageOf } from '../operations/paging.js';
import type { SessionRecord } from '../storage/session-store.js';
import { toSession } from './session.view.js';
import { SessionsQuery } from './sessions.query.js';
import { SessionsService } from './sessions.service.js';

@Controller('api/session')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly clock: Clock,
  ) {}

  @Post('create')
  @Documented({
    summary: 'Open a session',
    tag: 'sessions',
    access: { scope: 'sessions:write', tenantInBody: true },
    body: CreateSession,
    answers: { 201: SessionAnswer },
  })
  async create(@Body() body: CreateSession, @Res({ passthrough: true }) response: Response): Promise<SessionAnswer> {
    const session = await this.sessions.create(body);
    response.setHeader('Location', `/api/session/${session.sessionId}`);
    return this.answer(session, response);
  }

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @Documented({
    summary: 'Sessions of a tenant, newest first',
    tag: 'sessions',
    access: 'read',
    query: SessionsQuery,
    headers: HEADERS.tenant,
    answers: { 200: SessionPage },
  })
  async list(@RequiredTenant() tenantId: string, @Query() query: SessionsQuery): Promise<SessionPage> {
    const page = pageOf(query);
    const { user_id: userId } = query;
    const found = await this.sessions.list({ tenantId, ...(userId === undefined ? {} : { userId }), ...page });
    const sessions = found.map((session) => toSession(session, this.clock.now()));
    return {
      sessions,
      ...nextPage(
        page.limit,
        found.map(({ sessionId }) => sessionId),
      ),
    };
  }

  @Get(':sessionId')
  @Documented({
    summary: 'One session',
    tag: 'sessions',
    access: 'read',
    headers: { ...HEADERS.tenant, ...HEADERS.ifNoneMatch },
    answers: { 200: SessionAnswer, 304: null },
  })
  async get(
    @Param('sessionId') sessionId: string,
    @Tenant() tenantId: string | null,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionAnswer> {
    return this.answer(await this.sessions.get(tenantId, sessionId), response);
  }

  @Patch(':sessionId')
  @Documented({
    summary: 'Merge into the context of a session',
    tag: 'sessions',
    access: 'sessions:write',
    body: PatchSession,
    headers: HEADERS.tenant,
    answers: { 200: SessionAnswer },
  })
  async patch(
    @Param('sessionId') sessionId: string,
    @Tenant() tenantId: string | null,
    @Body() body: PatchSession,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionAnswer> {
    return this.answer(await this.sessions.patch(tenantId, sessionId, body), response);
  }

  @Post(':sessionId/close')
  @HttpCode(200)
  @Documented({
    summary: 'Close a session: no intent is taken in it any more',
    tag: 'sessions',
    access: 'sessions:write',
    headers: HEADERS.tenant,
    answers: { 200: SessionAnswer },
  })
  async close(
    @Param('sessionId') sessionId: string,
    @Tenant() tenantId: string | null,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionAnswer> {
    return this.answer(await this.sessions.close(tenantId, sessionId), response);
  }

  private answer(session: SessionRecord, response: Response): SessionAnswer {
    const told = toSession(session, this.clock.now());
    // A session becomes another one to look at when its time is over, and nobody has changed it.
    response.setHeader('ETag', `"${session.updatedAt}-${told.status}"`);
    return { session: told };
  }
}
