import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { Documentation, Dto } from '../adapter-kit/documented.js';
import { dtoSchema } from './dto-schemas.js';

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'The answer',
  201: 'Created',
  202: 'Accepted: it is on disk and will be carried out',
  204: 'Nothing follows',
  206: 'The range that was asked for',
  304: 'Unchanged',
};

/** A documentation in the words of @nestjs/swagger, which is loaded only when the document is asked for. */
export function swaggerDecorators(documentation: Documentation): MethodDecorator {
  const { summary, tag, answers, representation, query, form, headers } = documentation;
  const mediaType = representation ?? 'application/json';
  const isStream = (status: string): boolean => representation !== undefined && (status === '200' || status === '206');
  const { properties = {}, required = [] } = query ? dtoSchema(query) : {};
  return applyDecorators(
    ApiOperation({ summary, tags: [tag] }),
    ...Object.entries(answers).map(([status, dto]) =>
      ApiResponse({
        status: Number(status),
        description: DESCRIPTIONS[status] ?? 'Done',
        ...((dto !== null || isStream(status)) && { content: { [mediaType]: { schema: schemaOf(dto) } } }),
      }),
    ),
    ...(form ? [ApiConsumes('multipart/form-data'), ApiBody({ schema: form })] : []),
    ...Object.entries(properties).map(([name, schema]) =>
      ApiQuery({ name, required: required.includes(name), schema }),
    ),
    ...Object.entries(headers ?? {}).map(([name, description]) => ApiHeader({ name, description, required: false })),
  );
}

function schemaOf(dto: Dto | null): Record<string, unknown> {
  return dto === null ? { type: 'string' } : { $ref: `#/components/schemas/${dto.name}` };
}
