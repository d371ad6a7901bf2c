import { reachableSchemas } from '@app/intent-contracts';
import type { INestApplication } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { DOCUMENTATION, type Documentation } from './documented.js';
import { dtoSchemas } from './dto-schemas.js';
import { swaggerDecorators } from './swagger-decorators.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Hands what `@Documented` says on to @nestjs/swagger. */
function describeControllers(app: INestApplication): void {
  for (const { metatype } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    const prototype = metatype?.prototype as object | undefined;
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype ?? {}))) {
      const method = descriptor.value as unknown;
      if (typeof method !== 'function') continue;
      const documentation = Reflect.getMetadata(DOCUMENTATION, method) as Documentation | undefined;
      if (documentation) swaggerDecorators(documentation)(prototype!, name, descriptor);
    }
  }
}

/** The OpenAPI 3.1 document of Runtime, to be made once. DTOs are described by what validates them, and only so. */
export function openapiDocument(app: INestApplication): OpenAPIObject {
  describeControllers(app);
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
  forgetFoundHeaders(document);
  return {
    ...document,
    components: { ...document.components, schemas: reachableSchemas(document.paths, dtoSchemas()) as Schemas },
  };
}

/** Nest makes a required parameter of every header that a method reads; what clients may send is described by hand. */
function forgetFoundHeaders({ paths }: OpenAPIObject): void {
  for (const item of Object.values(paths)) {
    for (const operation of Object.values(item) as { parameters?: { in?: string; description?: string }[] }[]) {
      operation.parameters = operation.parameters?.filter((found) => found.in !== 'header' || found.description);
    }
  }
}
