import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { openapiDocument } from './openapi-document.js';

@Module({})
class PageModule {}

/**
 * Swagger UI over both planes' documents, and Experience's own document. An application in the application, because
 * routes that are added after the start come behind the answer to those that do not exist.
 */
export async function documentationPage(
  app: INestApplication,
  adapters: readonly Function[],
): Promise<NestExpressApplication> {
  const page = await NestFactory.create<NestExpressApplication>(PageModule, { logger: false, bodyParser: false });
  page.disable('x-powered-by');
  page.disable('etag');
  SwaggerModule.setup('v1/docs', page, () => openapiDocument(app, adapters), {
    customSiteTitle: 'Symphainy',
    jsonDocumentUrl: 'v1/openapi.json',
    raw: ['json'],
    explorer: true,
    swaggerOptions: {
      urls: [
        { name: 'Experience', url: '/v1/openapi.json' },
        { name: 'Runtime', url: '/v1/docs/runtime-openapi.json' },
      ],
    },
  });
  return page;
}
