import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { Documentation } from './documented.js';
import { dtoSchema, type Dto } from './dto-schemas.js';

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'The answer',
  201: 'Created',
  202: 'Accepted: it is on disk and will be carried out',
  204: 'Done, and nothing to say',
  206: 'The range that was asked for',
  304: 'Unchanged',
};

/** A documentation in the words of @nestjs/swagger, which is loaded only when the document is asked for. */
export function swaggerDecorators({ summary, tag, answers, query, body, headers }: Documentation): MethodDecorator {
  const { properties = {}, required = [] } = query ? dtoSchema(query) : {};
  return applyDecorators(
    ApiOperation({ summary, tags: [tag] }),
    ...Object.entries(answers).map(([status, dto]) =>
      ApiResponse({
        status: Number(status),
        description: DESCRIPTIONS[status] ?? 'Done',
        ...(dto && { content: { 'application/json': { schema: reference(dto) } } }),
      }),
    ),
    ...(body ? [ApiBody({ schema: reference(body) })] : []),
    ...Object.entries(properties).map(([name, schema]) =>
      ApiQuery({ name, required: required.includes(name), schema }),
    ),
    ...Object.entries(headers ?? {}).map(([name, description]) => ApiHeader({ name, description, required: false })),
  );
}

function reference(dto: Dto): { $ref: string } {
  return { $ref: `#/components/schemas/${dto.name}` };
}
