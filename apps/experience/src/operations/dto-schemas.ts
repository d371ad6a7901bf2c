import { conditionalSchema, withNulls } from '@app/intent-contracts';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { ValidationTypes } from 'class-validator';
import { targetConstructorToSchema, validationMetadatasToSchemas } from 'class-validator-jsonschema';
import type { Dto } from '../adapter-kit/documented.js';

const OPTIONS = {
  additionalConverters: { [ValidationTypes.CONDITIONAL_VALIDATION]: conditionalSchema },
  classTransformerMetadataStorage: defaultMetadataStorage,
  refPointerPrefix: '#/components/schemas/',
};

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
