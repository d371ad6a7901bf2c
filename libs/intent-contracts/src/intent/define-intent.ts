import { EVENT_TYPES } from '../event/event-type.js';

/** A DTO class: its class-validator metadata is both the check and the JSON Schema. */
export type Shape<T extends object> = new () => T;

/** What can be asked for: a name, the realm that carries it out, and the shapes of what goes in and comes back. */
export interface IntentDefinition<Input extends object = object, Output extends object = object> {
  /** `<realm or noun>.<verb>` in snake_case, e.g. `content.upload`. */
  readonly type: string;
  readonly realm: string;
  /** One line for people, shown in the catalogue. */
  readonly title?: string;
  readonly input: Shape<Input>;
  readonly output: Shape<Output>;
  /**
   * Whether an `artifact_id` of the payload is of bytes that the intent takes in, staged ones too: they become its tenant's
   * and session's with its acceptance. So it is unless this is false; then the id only says which artifact is meant.
   */
  readonly takesArtifact?: boolean;
}

const TYPE_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
/** What the engine's own events begin with: a realm of that name could say in the log what only the engine may. */
const TAKEN_REALM_NAMES = new Set(['artifact', ...EVENT_TYPES.map((type) => type.slice(0, type.indexOf('.')))]);
const REALM_NAME = /^[a-z][a-z0-9_]*$/;

/** Checks the names at the place where they are written, so that a typo fails at import and not at the first request. */
export function assertDefinitionNames(kind: string, definition: { type: string; realm: string }): void {
  if (!TYPE_NAME.test(definition.type)) {
    throw new TypeError(
      `The ${kind} type "${definition.type}" is not a dotted snake_case name. Write it like "orders.place".`,
    );
  }
  if (!REALM_NAME.test(definition.realm)) {
    throw new TypeError(
      `The realm "${definition.realm}" of ${kind} "${definition.type}" is not a snake_case name. Write it like "orders".`,
    );
  }
  if (TAKEN_REALM_NAMES.has(definition.realm)) {
    throw new TypeError(
      `The realm of ${kind} "${definition.type}" cannot be called "${definition.realm}": its events would pass for the engine's. Choose another name.`,
    );
  }
}

/** Declares an intent as a value that a contract package exports and a realm's handler implements. */
export function defineIntent<Input extends object, Output extends object>(
  definition: IntentDefinition<Input, Output>,
): IntentDefinition<Input, Output> {
  assertDefinitionNames('intent', definition);
  return Object.freeze({ ...definition });
}
