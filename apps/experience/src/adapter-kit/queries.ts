import type { QueryDefinition } from '@app/intent-contracts';
import type { Caller } from './caller.js';

/** The way to ask a realm something. */
export abstract class Queries {
  /** The tenant's answer. Changes nothing, so it is repeated when Runtime could not be reached. */
  abstract ask<Input extends object, Output extends object>(
    query: QueryDefinition<Input, Output>,
    payload: Input,
    tenantId: string,
    caller: Caller,
  ): Promise<Output>;
}
