import type { INestApplication } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

const ASYNCAPI = '/v1/asyncapi.json';
const PAGE = /^\/v1\/(docs|openapi\.json)(\/|$)/;

/** Serves the documentation. It is made, and what makes it is loaded, when it is first asked for: starts stay quick. */
export function serveDocumentation(app: INestApplication, adapters: readonly Function[]): RequestHandler {
  let page: Promise<RequestHandler> | undefined;
  let asyncapi: Promise<object> | undefined;
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.path === ASYNCAPI && request.method === 'GET') {
      asyncapi ??= import('./asyncapi-document.js').then(({ asyncapiDocument }) => asyncapiDocument(app));
      asyncapi.then((document) => response.json(document), next);
    } else if (PAGE.test(request.path)) {
      page ??= made(app, adapters);
      page.then((serve) => void serve(request, response, next), next);
    } else next();
  };
}

async function made(app: INestApplication, adapters: readonly Function[]): Promise<RequestHandler> {
  const { documentationPage } = await import('./documentation-page.js');
  const page = await documentationPage(app, adapters);
  return page.getHttpAdapter().getInstance() as RequestHandler;
}
