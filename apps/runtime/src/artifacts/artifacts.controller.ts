import { pipeline } from 'node:stream/promises';
import {
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ArtifactAnswer, ArtifactPage, LineageAnswer, ProblemError } from '@app/intent-contracts';
import type { Request, Response } from 'express';
import { RequiredTenant, Tenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { EntityTagInterceptor } from '../operations/entity-tag.interceptor.js';
import { PageLinkInterceptor } from '../operations/page-link.interceptor.js';
import { nextPage, pageOf } from '../operations/paging.js';
import { toArtifact } from './artifact.view.js';
import { ArtifactsQuery } from './artifacts.query.js';
import { ArtifactsService } from './artifacts.service.js';
import { LineageService } from './lineage.service.js';
import { toLineage } from './lineage.view.js';
import { announcedSha256, filenameOf, rangeOf } from './upload-headers.js';
import { uploadBody } from './upload-body.js';

@Controller('api/artifact')
export class ArtifactsController {
  constructor(
    private readonly artifacts: ArtifactsService,
    private readonly lineage: LineageService,
  ) {}

  @Post('upload')
  @Documented({
    summary: 'Stage bytes, to be claimed by the intent that names them',
    tag: 'artifacts',
    access: 'artifacts:write',
    headers: {
      ...HEADERS.tenant,
      'X-Filename': 'The name of the file, percent-encoded',
      'Content-Digest': '`sha-256=:<base64>:`; bytes that do not match are refused and not kept',
    },
    answers: { 201: ArtifactAnswer },
  })
  async upload(
    @Req() request: Request,
    @Tenant() tenantId: string | null,
    @Res({ passthrough: true }) response: Response,
    @Headers('x-filename') filename?: string,
    @Headers('content-digest') digest?: string,
    @Headers('content-type') mediaType = 'application/octet-stream',
  ): Promise<ArtifactAnswer> {
    const sha256 = announcedSha256(digest);
    const size = Number(request.headers['content-length'] ?? 0);
    const upload = { tenantId, filename: filenameOf(filename), mediaType, size, ...(sha256 && { sha256 }) };
    const artifact = await this.artifacts.stage(uploadBody(request), upload);
    response.setHeader('Location', `/api/artifact/${artifact.artifactId}`);
    return { artifact: toArtifact(artifact) };
  }

  @Get()
  @UseInterceptors(PageLinkInterceptor)
  @Documented({
    summary: 'Artifacts of a tenant, newest first',
    tag: 'artifacts',
    access: 'read',
    query: ArtifactsQuery,
    headers: HEADERS.tenant,
    answers: { 200: ArtifactPage },
  })
  async list(@RequiredTenant() tenantId: string, @Query() query: ArtifactsQuery): Promise<ArtifactPage> {
    const page = pageOf(query);
    const found = await this.artifacts.list({
      tenantId,
      ...page,
      ...(query.session_id === undefined ? {} : { sessionId: query.session_id }),
      ...(query.kind === undefined ? {} : { kind: query.kind }),
    });
    return {
      artifacts: found.map(toArtifact),
      ...nextPage(
        page.limit,
        found.map(({ artifactId }) => artifactId),
      ),
    };
  }

  @Get(':artifactId')
  @UseInterceptors(EntityTagInterceptor)
  @Documented({
    summary: 'What is known of an artifact',
    tag: 'artifacts',
    access: 'read',
    headers: { ...HEADERS.tenant, ...HEADERS.ifNoneMatch },
    answers: { 200: ArtifactAnswer, 304: null },
  })
  async get(@Param('artifactId') artifactId: string, @Tenant() tenantId: string | null): Promise<ArtifactAnswer> {
    return { artifact: toArtifact(await this.artifacts.get(tenantId, artifactId)) };
  }

  @Delete(':artifactId')
  @HttpCode(204)
  @Documented({
    summary: 'Delete an artifact that nobody uses; what a realm has taken in is deleted by an intent of that realm',
    tag: 'artifacts',
    access: 'artifacts:write',
    headers: HEADERS.tenant,
    answers: { 204: null },
  })
  remove(@Param('artifactId') artifactId: string, @Tenant() tenantId: string | null): Promise<void> {
    return this.artifacts.remove(tenantId, artifactId);
  }

  @Get(':artifactId/lineage')
  @UseInterceptors(EntityTagInterceptor)
  @Documented({
    summary: 'Where an artifact came from, and what was made from it',
    tag: 'artifacts',
    access: 'read',
    headers: { ...HEADERS.tenant, ...HEADERS.ifNoneMatch },
    answers: { 200: LineageAnswer, 304: null },
  })
  async lineageOf(@Param('artifactId') artifactId: string, @Tenant() tenantId: string | null): Promise<LineageAnswer> {
    const artifact = await this.artifacts.get(tenantId, artifactId);
    return { lineage: toLineage(await this.lineage.of(artifact.tenantId!, artifactId)) };
  }

  @Get(':artifactId/content')
  @Documented({
    summary: 'The bytes of an artifact, or a part of them',
    tag: 'artifacts',
    access: 'read',
    headers: { ...HEADERS.tenant, Range: '`bytes=0-99`', ...HEADERS.ifNoneMatch },
    answers: { 200: null, 206: null, 304: null },
  })
  async content(
    @Param('artifactId') artifactId: string,
    @Tenant() tenantId: string | null,
    @Req() request: Request,
    @Res() response: Response,
    @Headers('range') wanted?: string,
    @Headers('if-range') onlyIf?: string,
  ): Promise<void> {
    const { size, sha256, mediaType, filename } = await this.artifacts.get(tenantId, artifactId);
    const etag = `"${sha256}"`;
    response.setHeader('ETag', etag);
    response.setHeader('Accept-Ranges', 'bytes');
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    const range = onlyIf === undefined || onlyIf === etag ? rangeOf(wanted, size) : undefined;
    if (range === null) {
      response.setHeader('Content-Range', `bytes */${size}`);
      throw new ProblemError('RANGE_NOT_SATISFIABLE', `The file has ${size} bytes; "${wanted}" is not among them.`);
    }
    const bytes = await this.artifacts.read(tenantId, artifactId, range);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Type', mediaType);
    response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`);
    if (range) {
      response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
      response.setHeader('Content-Length', range.end - range.start + 1);
    } else {
      response.setHeader('Content-Length', size);
    }
    await pipeline(bytes, response).catch((error: NodeJS.ErrnoException) => {
      // A client that hangs up in the middle of a download is its own affair.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    });
  }
}
