import { assertDefinitionNames, type Shape } from '../intent/define-intent.js';

/** A question that a realm answers without changing anything. */
export interface QueryDefinition<Input extends object = object, Output extends object = object> {
  /** `<realm or noun>.<verb>` in snake_case, e.g. `content.list`. */
  readonly type: string;
  readonly realm: string;
  /** One line for people, shown in the catalogue. */
  readonly title?: string;
  readonly input: Shape<Input>;
  readonly output: Shape<Output>;
}

/** Declares a query as a value that a contract package exports and a realm's handler answers. */
export function defineQuery<Input extends object, Output extends object>(
  definition: QueryDefinition<Input, Output>,
): QueryDefinition<Input, Output> {
  assertDefinitionNames('query', definition);
  return Object.freeze({ ...definition });
}
