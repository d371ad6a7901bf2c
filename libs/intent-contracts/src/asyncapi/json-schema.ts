/** A JSON Schema, as it stands in a document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Points at the schema of this name; that of a DTO is named as its class. */
export function schemaReference({ name }: { readonly name: string }): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}
