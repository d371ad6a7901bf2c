import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { dtoSchema, type Dto } from './dto-schemas.js';
import type { Representation } from './produces.js';

/** What an operation is described by in the OpenAPI document, beside what Nest finds out by itself. */
export interface Documentation {
  readonly summary: string;
  readonly tag: string;
  /** What each status answers with; null for no body, or for bytes of `representation`. */
  readonly answers: Readonly<Record<number, Dto | null>>;
  /** Other than application/json. */
  readonly representation?: Representation | 'application/octet-stream';
  /** The class of the `@Query()` parameter. */
  readonly query?: Dto;
  /** Headers that clients may send. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Describes an operation. Its schemas are those of class-validator, so that what is written is what is checked. */
export function Documented({ summary, tag, answers, representation, query, headers }: Documentation): MethodDecorator {
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
    ...Object.entries(properties).map(([name, schema]) =>
      ApiQuery({ name, required: required.includes(name), schema }),
    ),
    ...Object.entries(headers ?? {}).map(([name, description]) => ApiHeader({ name, description, required: false })),
  );
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'The answer',
  201: 'Created',
  202: 'Accepted: it is on disk and will be carried out',
  204: 'Nothing follows',
  206: 'The range that was asked for',
  304: 'Unchanged',
};

function schemaOf(dto: Dto | null): Record<string, unknown> {
  return dto === null ? { type: 'string' } : { $ref: `#/components/schemas/${dto.name}` };
}
