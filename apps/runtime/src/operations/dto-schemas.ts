import { conditionalSchema, withNulls } from '@app/intent-contracts';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { ValidationTypes } from 'class-validator';
import { targetConstructorToSchema, validationMetadatasToSchemas } from 'class-validator-jsonschema';

const OPTIONS = {
  additionalConverters: { [ValidationTypes.CONDITIONAL_VALIDATION]: conditionalSchema },
  classTransformerMetadataStorage: defaultMetadataStorage,
  refPointerPrefix: '#/components/schemas/',
};

/** A class whose class-validator decorators describe what travels. */
export type Dto = abstract new () => object;

/** JSON Schema as OpenAPI 3.1 takes it. */
export type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; required?: string[] };

/** The schemas of all DTOs that are loaded, by the names of their classes. */
export function dtoSchemas(): Record<string, Schema> {
  return withNulls(validationMetadatasToSchemas(OPTIONS)) as Record<string, Schema>;
}

/** The schema of one DTO, what it inherits included. */
export function dtoSchema(dto: Dto): Schema {
  return withNulls(targetConstructorToSchema(dto, OPTIONS)) as Schema;
}

/** The schema of a DTO with everything it refers to inside it, so that it can be used alone. */
export function standaloneSchema(dto: Dto): Schema {
  const known = dtoSchemas();
  const definitions: Record<string, Schema> = {};
  const local = (schema: Schema): Schema => {
    const text = JSON.stringify(schema).replaceAll(/"#\/components\/schemas\/(\w+)"/g, (_, name: string) => {
      if (!(name in definitions) && known[name]) {
        // Entered before it is filled, since a schema may refer to itself.
        definitions[name] = {};
        definitions[name] = local(known[name]);
      }
      return `"#/$defs/${name}"`;
    });
    return JSON.parse(text) as Schema;
  };
  const own = local(dtoSchema(dto));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...own,
    ...(Object.keys(definitions).length > 0 ? { $defs: definitions } : {}),
  };
}
