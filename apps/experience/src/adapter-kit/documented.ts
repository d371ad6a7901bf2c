import { SetMetadata } from '@nestjs/common';
import type { Representation } from './produces.js';

/** A class whose class-validator decorators describe what travels. */
export type Dto = abstract new () => object;

/** What an operation is described by in the documents, beside what Nest finds out by itself. */
export interface Documentation {
  readonly summary: string;
  readonly tag: string;
  /** What each status answers with; null for no body, or for bytes of `representation`. */
  readonly answers: Readonly<Record<number, Dto | null>>;
  /** Other than application/json. */
  readonly representation?: Representation | '*/*';
  /** Which events a route streams as server-sent events, in the AsyncAPI document: an execution's end with it. */
  readonly events?: 'execution' | 'feed';
  /** The class of the `@Query()` parameter. */
  readonly query?: Dto;
  /** Whether the body says whose it is, in `tenant_id`; it need not where that is known from who calls. */
  readonly tenantInBody?: boolean;
  /** The schema of the multipart form that is sent, where it is one. */
  readonly form?: Readonly<Record<string, unknown>>;
  /** Headers that clients may send. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What `@Documented` leaves on a method, for the documents to be made of when somebody asks for it. */
export const DOCUMENTATION = 'symphainy:documentation';

/** Describes an operation. Its schemas are those of class-validator, so that what is written is what is checked. */
export function Documented(documentation: Documentation): MethodDecorator {
  return SetMetadata(DOCUMENTATION, documentation);
}
