import { Controller, Get, Headers, Param, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import {
  GetContent,
  GetContentOutput,
  LineageAnswer,
  ListContent,
  ListContentOutput,
  PreviewContent,
  PreviewContentOutput,
  ProfileContent,
  ProfileContentOutput,
} from '@app/intent-contracts';
import type { Request, Response } from 'express';
import { type ArtifactContent, type Caller, Documented, FromCaller } from '../../../adapter-kit/index.js';
import { BYTES_ANSWERS, BYTES_HEADERS, BytesInterceptor, conditionsOf } from '../bytes.interceptor.js';
import { EntityTagInterceptor, IF_NONE_MATCH } from '../entity-tag.interceptor.js';
import { nextPageLink } from '../page-link.js';
import { TenantQuery } from '../tenant.query.js';
import { ContentReads } from './content-reads.js';
import { ContentsQuery, PreviewQuery } from './content.query.js';

/** What was taken in. */
@Controller('v1/content')
export class ContentController {
  constructor(private readonly reads: ContentReads) {}

  @Get()
  @Documented({
    summary: 'List content, newest first',
    tag: 'content',
    query: ContentsQuery,
    answers: { 200: ListContentOutput },
  })
  async list(
    @Query() { tenant_id: _tenant, ...payload }: ContentsQuery,
    @FromCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ListContentOutput> {
    const page = await this.reads.ofSession(ListContent, payload, caller);
    if (page.next_page_token !== undefined) response.setHeader('Link', nextPageLink(request, page.next_page_token));
    return page;
  }

  @Get(':contentId')
  @UseInterceptors(EntityTagInterceptor)
  @Documented({
    summary: 'Read a content',
    tag: 'content',
    query: TenantQuery,
    headers: IF_NONE_MATCH,
    answers: { 200: GetContentOutput, 304: null },
  })
  get(
    @Param('contentId') contentId: string,
    @Query() _tenant: TenantQuery,
    @FromCaller() caller: Caller,
  ): Promise<GetContentOutput> {
    return this.reads.ofContent(GetContent, { artifact_id: contentId }, caller);
  }

  @Get(':contentId/profile')
  @UseInterceptors(EntityTagInterceptor)
  @Documented({
    summary: 'What a content holds, column by column',
    tag: 'content',
    query: TenantQuery,
    headers: IF_NONE_MATCH,
    answers: { 200: ProfileContentOutput, 304: null },
  })
  profile(
    @Param('contentId') contentId: string,
    @Query() _tenant: TenantQuery,
    @FromCaller() caller: Caller,
  ): Promise<ProfileContentOutput> {
    return this.reads.ofContent(ProfileContent, { artifact_id: contentId }, caller);
  }

  @Get(':contentId/lineage')
  @UseInterceptors(EntityTagInterceptor)
  @Documented({
    summary: 'Where a content came from, and what was made from it',
    tag: 'content',
    query: TenantQuery,
    headers: IF_NONE_MATCH,
    answers: { 200: LineageAnswer, 304: null },
  })
  lineage(
    @Param('contentId') contentId: string,
    @Query() _tenant: TenantQuery,
    @FromCaller() caller: Caller,
  ): Promise<LineageAnswer> {
    return this.reads.lineage(contentId, caller);
  }

  @Get(':contentId/preview')
  @Documented({
    summary: 'The first rows of a content, and the next ones',
    tag: 'content',
    query: PreviewQuery,
    answers: { 200: PreviewContentOutput },
  })
  async preview(
    @Param('contentId') contentId: string,
    @Query() { tenant_id: _tenant, ...page }: PreviewQuery,
    @FromCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PreviewContentOutput> {
    const preview = await this.reads.ofContent(PreviewContent, { artifact_id: contentId, ...page }, caller);
    if (preview.next_page_token !== undefined) {
      response.setHeader('Link', nextPageLink(request, preview.next_page_token));
    }
    return preview;
  }

  @Get(':contentId/download')
  @UseInterceptors(BytesInterceptor)
  @Documented({
    summary: 'The bytes as they were taken in',
    tag: 'content',
    query: TenantQuery,
    headers: BYTES_HEADERS,
    answers: BYTES_ANSWERS,
    representation: '*/*',
  })
  download(
    @Param('contentId') contentId: string,
    @Query() _tenant: TenantQuery,
    @Headers() headers: Record<string, string | undefined>,
    @FromCaller() caller: Caller,
  ): Promise<ArtifactContent> {
    return this.reads.bytes(contentId, conditionsOf(headers), caller);
  }
}
