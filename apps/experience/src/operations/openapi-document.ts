import { reachableSchemas } from '@app/intent-contracts';
import type { INestApplication } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import { ApiExcludeEndpoint, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { DOCUMENTATION, type Documentation } from '../adapter-kit/documented.js';
import { dtoSchemas } from './dto-schemas.js';
import { swaggerDecorators } from './swagger-decorators.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Hands what `@Documented` says on to @nestjs/swagger; of what it says nothing of, the document does not tell. */
function describeControllers(app: INestApplication): void {
  for (const { metatype } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    const prototype = metatype?.prototype as object | undefined;
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype ?? {}))) {
      const method = descriptor.value as unknown;
      if (typeof method !== 'function') continue;
      const documentation = Reflect.getMetadata(DOCUMENTATION, method) as Documentation | undefined;
      if (documentation) swaggerDecorators(documentation)(prototype!, name, descriptor);
      else if (Reflect.hasMetadata(METHOD_METADATA, method)) ApiExcludeEndpoint()(prototype!, name, descriptor);
    }
  }
}

/**
 * The OpenAPI 3.1 document of the adapters that are loaded, to be made once. DTOs are described by what validates them,
 * and only so.
 */
export function openapiDocument(app: INestApplication, adapters: readonly Function[]): OpenAPIObject {
  describeControllers(app);
  const frame = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Symphainy Experience')
    .setDescription('Delivery of intents, what became of them, and the content they took in. Runtime carries them out.')
    .setVersion('1')
    .addGlobalResponse({
      status: 'default',
      description: 'What was wrong, and what to do',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    })
    .build();
  // One at a time: two adapters may serve one path in two representations.
  const documents = adapters.map((adapter) =>
    SwaggerModule.createDocument(app, frame, { include: [adapter], operationIdFactory, autoTagControllers: false }),
  );
  const document = documents.reduce(merged, { ...frame, paths: {} });
  return {
    ...document,
    components: { ...document.components, schemas: reachableSchemas(document.paths, dtoSchemas()) as Schemas },
  };
}

function operationIdFactory(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`;
}

/** Where both describe the same operation, the second adds its representations of the same answers. */
function merged(first: OpenAPIObject, second: OpenAPIObject): OpenAPIObject {
  const paths = { ...first.paths };
  for (const [path, item] of Object.entries(second.paths)) {
    const known = paths[path]?.get;
    paths[path] = { ...paths[path], ...item };
    if (known === undefined || item.get === undefined) continue;
    const responses = { ...item.get.responses, ...known.responses };
    for (const [status, response] of Object.entries(known.responses ?? {})) {
      const other = item.get.responses?.[status];
      if (response === undefined || other === undefined || '$ref' in response || '$ref' in other) continue;
      responses[status] = { ...response, content: { ...response.content, ...other.content } };
    }
    const parameters = [...(known.parameters ?? []), ...(item.get.parameters ?? [])];
    const distinct = new Map(parameters.map((parameter) => [JSON.stringify(parameter), parameter]));
    paths[path] = { ...paths[path], get: { ...known, responses, parameters: [...distinct.values()] } };
  }
  return { ...first, paths };
}
