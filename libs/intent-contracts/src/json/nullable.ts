import { ValidateIf } from 'class-validator';

/** JSON Schema of a member, or of something that has members. */
type Schema = Record<string, unknown>;

const unlessNull = (_: unknown, value: unknown): boolean => value !== null && value !== undefined;

/** A member that may be null, and says something by it. Whoever reads it also bears with its absence. */
export const IsNullable = (): PropertyDecorator => ValidateIf(unlessNull);

/** What the schema of such a member is marked with until `withNulls` has been over it. */
const NULLABLE = 'x-nullable';

/** Makes a schema out of what class-validator keeps of conditional members: those that `IsNullable` says so of are marked. */
export function conditionalSchema({ constraints }: { constraints?: unknown[] }): Schema {
  return constraints?.[0] === unlessNull ? { [NULLABLE]: true } : {};
}

/** The schema with null among what each marked member may be. */
export function withNulls<Part>(schema: Part): Part {
  if (Array.isArray(schema)) return schema.map(withNulls) as Part;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, withNulls(part as unknown)]));
  return (parts[NULLABLE] === true ? orNull(parts) : parts) as Part;
}

function orNull(marked: Schema): Schema {
  const schema = { ...marked };
  delete schema[NULLABLE];
  const { type, enum: values } = schema;
  if (Array.isArray(values))
    return { ...schema, enum: [...(values as unknown[]), null], ...(type ? { type: [type, 'null'] } : {}) };
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: 'null' }] };
}
