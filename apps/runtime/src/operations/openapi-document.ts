import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { dtoSchemas } from './dto-schemas.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The OpenAPI 3.1 document of Runtime. DTOs are described by what validates them, and only so. */
export function openapiDocument(app: INestApplication): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Symphainy Runtime')
    .setDescription('The execution authority: sessions, intents, executions, events and artifacts.')
    .setVersion('1')
    .addGlobalResponse({
      status: 'default',
      description: 'What was wrong, and what to do',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    })
    .build();
  const document = SwaggerModule.createDocument(app, frame, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`,
    autoTagControllers: false,
  });
  return { ...document, components: { ...document.components, schemas: schemasOf(document) } };
}

/** The schemas that the document speaks of, with those that these speak of. */
function schemasOf(document: OpenAPIObject): Schemas {
  const known = dtoSchemas();
  const found: Schemas = {};
  const pending = [JSON.stringify(document.paths)];
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = known[name!];
      if (schema === undefined || found[name!] !== undefined) continue;
      found[name!] = schema as Schemas[string];
      pending.push(JSON.stringify(schema));
    }
  }
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
