import { SetMetadata } from '@nestjs/common';
import type { RouteAccess } from '../identity/access.js';
import type { Dto } from './dto-schemas.js';

/** What an operation is described by in the OpenAPI document, beside what Nest finds out by itself. */
export interface Documentation {
  readonly summary: string;
  readonly tag: string;
  /** What callers need. A route that does not say is not served. */
  readonly access: RouteAccess;
  /** What each status answers with; null where there is no JSON body. */
  readonly answers: Readonly<Record<number, Dto | null>>;
  /** The class of the `@Query()` parameter. */
  readonly query?: Dto;
  readonly body?: Dto;
  /** Headers that clients may send. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers that several operations take, in one wording. */
export const HEADERS = {
  prefer: { Prefer: '`wait=N`: seconds to wait for what is asked for, 30 at most' },
  idempotencyKey: { 'Idempotency-Key': 'Repeating the request with the same key is answered as the first time' },
  ifNoneMatch: { 'If-None-Match': 'ETags of what is known already; the answer is 304 if it is still so' },
  tenant: { 'X-Tenant-Id': 'The tenant, where the query does not name it' },
} as const;

/** What `@Documented` leaves on a method, for the OpenAPI document to be made of when somebody asks for it. */
export const DOCUMENTATION = 'symphainy:documentation';

/** Describes an operation. Its schemas are those of class-validator, so that what is written is what is checked. */
export function Documented(documentation: Documentation): MethodDecorator {
  return SetMetadata(DOCUMENTATION, documentation);
}
