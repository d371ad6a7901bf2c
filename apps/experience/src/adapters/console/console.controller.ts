import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import type { Request, Response } from 'express';
import { DeliverySettings } from '../../adapter-kit/index.js';
import { type ConsoleFile, ConsoleFiles } from './console-files.js';
import { contentSecurityPolicy } from './content-security-policy.js';

/** The rooms of the console. Every address in one is the page's own to read; whatever else there is answers as before. */
const ROOMS = ['content', 'products', 'executions', 'intents', 'sessions', 'system', 'sign-in'];

/** The console: one page, what it is made of, and what it has to know before it asks anything. */
@Controller()
export class ConsoleController {
  private readonly policy: string;

  constructor(
    private readonly files: ConsoleFiles,
    private readonly settings: DeliverySettings,
  ) {
    this.policy = contentSecurityPolicy(settings.oidc);
  }

  /** Its name never changes, so a browser has to ask each time whether it has. */
  @Get(['/', ...ROOMS, ...ROOMS.map((room) => `${room}/*rest`)])
  page(@Req() request: Request, @Res() response: Response): void {
    response.setHeader('Cache-Control', 'no-cache');
    this.send(this.files.page, request, response);
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const file = this.files.asset(name);
    if (file !== undefined) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    this.send(file, request, response);
  }

  @Get('favicon.svg')
  icon(@Req() request: Request, @Res() response: Response): void {
    response.setHeader('Cache-Control', 'public, max-age=86400');
    this.send(this.files.icon, request, response);
  }

  @Get('console/settings.json')
  @Header('Cache-Control', 'no-store')
  told(): object {
    const { adapters, authMode, openNetwork, oidc } = this.settings;
    return {
      auth_mode: authMode,
      open_network: openNetwork,
      // Of the ways in which events can come, the best that is there. Pages of events come with the rest.
      live: ['websocket', 'sse'].find((name) => adapters.includes(name)) ?? 'polling',
      ...(oidc && { oidc: { issuer: oidc.issuer, client_id: oidc.clientId } }),
    };
  }

  private send(file: ConsoleFile | undefined, request: Request, response: Response): void {
    if (file === undefined) throw notThere(request.path);
    const isCompressed = request.acceptsEncodings('gzip') === 'gzip';
    response.setHeader('Content-Security-Policy', this.policy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader('ETag', file.etag);
    if (request.headers['if-none-match'] === file.etag) {
      response.status(304).end();
      return;
    }
    response.setHeader('Content-Type', file.type);
    if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
    response.end(isCompressed ? file.compressed : file.content);
  }
}

function notThere(path: string): ProblemError {
  return new ProblemError(
    'ROUTE_NOT_FOUND',
    path.startsWith('/assets/')
      ? 'The console has no such file. It belongs to another release: load the page again.'
      : 'The console is not built. Build it with: npm run build',
  );
}
