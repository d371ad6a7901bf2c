import { Type } from 'class-transformer';
import { IsArray, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';

/** An entry of the catalogue: an intent or query type with the JSON Schemas of what goes in and comes back. */
export class CatalogueEntry {
  @IsString() type!: string;
  @IsString() realm!: string;
  @IsOptional() @IsString() title?: string;
  @IsObject() payload_schema!: Record<string, unknown>;
  @IsObject() result_schema!: Record<string, unknown>;
}

/** Answer of `GET /api/intent/types`. */
export class IntentTypes {
  @IsArray() @ValidateNested({ each: true }) @Type(() => CatalogueEntry) intent_types!: CatalogueEntry[];
}

/** Answer of `GET /api/query/types`. */
export class QueryTypes {
  @IsArray() @ValidateNested({ each: true }) @Type(() => CatalogueEntry) query_types!: CatalogueEntry[];
}
