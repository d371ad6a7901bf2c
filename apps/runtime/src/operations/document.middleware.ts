import type { INestApplication } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

type Maker = (app: INestApplication) => Promise<object>;

const DOCUMENTS: Readonly<Record<string, Maker>> = {
  '/api/openapi.json': async (app) => (await import('./openapi-document.js')).openapiDocument(app),
  '/api/asyncapi.json': async (app) => (await import('./asyncapi-document.js')).asyncapiDocument(app),
};

/** Serves the documents. Each is made, and what makes it is loaded, when it is first asked for: starts stay quick. */
export function serveDocuments(app: INestApplication): void {
  for (const [path, make] of Object.entries(DOCUMENTS)) {
    let document: Promise<object> | undefined;
    app.use(path, (request: Request, response: Response, next: NextFunction) => {
      if (request.method !== 'GET') return next();
      document ??= make(app);
      document.then((made) => response.json(made), next);
    });
  }
}
