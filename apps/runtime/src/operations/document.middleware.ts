import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';

/** Serves the OpenAPI document. It is made, and what makes it is loaded, when it is first asked for: starts stay quick. */
export function serveDocument(app: INestApplication): void {
  let document: Promise<OpenAPIObject> | undefined;
  app.use('/api/openapi.json', (request: Request, response: Response, next: NextFunction) => {
    if (request.method !== 'GET') return next();
    document ??= import('./openapi-document.js').then(({ openapiDocument }) => openapiDocument(app));
    document.then((made) => response.json(made), next);
  });
}
