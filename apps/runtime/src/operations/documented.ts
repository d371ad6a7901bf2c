import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { dtoSchema, type Dto } from './dto-schemas.js';

/** What an operation is described by in the OpenAPI document, beside what Nest finds out by itself. */
export interface Documentation {
  readonly summary: string;
  readonly tag: string;
  /** What each status answers with; null where there is no JSON body. */
  readonly answers: Readonly<Record<number, Dto | null>>;
  /** The class of the `@Query()` parameter. */
  readonly query?: Dto;
  readonly body?: Dto;
  /** Headers that clients may send. */
  readonly headers?: Readonly<Record<string, string>>;
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'The answer',
  201: 'Created',
  202: 'Accepted: it is on disk and will be carried out',
  204: 'Done, and nothing to say',
  206: 'The range that was asked for',
  304: 'Unchanged',
};

/** Headers that several operations take, in one wording. */
export const HEADERS = {
  prefer: { Prefer: '`wait=N`: seconds to wait for what is asked for, 30 at most' },
  idempotencyKey: { 'Idempotency-Key': 'Repeating the request with the same key is answered as the first time' },
  tenant: { 'X-Tenant-Id': 'The tenant, where the query does not name it' },
} as const;

/** Describes an operation. Its schemas are those of class-validator, so that what is written is what is checked. */
export function Documented({ summary, tag, answers, query, body, headers }: Documentation): MethodDecorator {
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
