import type { INestApplication } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

const PAGE = /^\/v1\/(docs|openapi\.json)(\/|$)/;

/** Serves the documentation. It is made, and what makes it is loaded, when it is first asked for: starts stay quick. */
export function serveDocumentation(app: INestApplication, adapters: readonly Function[]): RequestHandler {
  let page: Promise<RequestHandler> | undefined;
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!PAGE.test(request.path)) return next();
    page ??= made(app, adapters);
    page.then((serve) => void serve(request, response, next), next);
  };
}

async function made(app: INestApplication, adapters: readonly Function[]): Promise<RequestHandler> {
  const { documentationPage } = await import('./documentation-page.js');
  const page = await documentationPage(app, adapters);
  return page.getHttpAdapter().getInstance() as RequestHandler;
}
