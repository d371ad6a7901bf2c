import type { CatalogueEntry, IntentDefinition, QueryDefinition } from '@app/intent-contracts';
import { standaloneSchema } from './dto-schemas.js';

/** An intent or query type as the catalogue shows it. */
export function describeType({
  type,
  realm,
  title,
  input,
  output,
}: IntentDefinition | QueryDefinition): CatalogueEntry {
  return {
    type,
    realm,
    ...(title === undefined ? {} : { title }),
    payload_schema: standaloneSchema(input),
    result_schema: standaloneSchema(output),
  };
}
