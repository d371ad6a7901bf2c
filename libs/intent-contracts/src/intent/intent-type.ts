import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';

/** An entry of the catalogue: an intent or query type with the JSON Schemas of what goes in and comes back. */
export class CatalogueEntry {
  @IsString() type!: string;
  @IsString() realm!: string;
  @IsOptional() @IsString() title?: string;
  @IsObject() payload_schema!: Record<string, unknown>;
  @IsObject() result_schema!: Record<string, unknown>;
}

/** A version of a handler, and how many executions that have not ended are bound to it. */
export class HandlerVersion {
  @IsInt() version!: number;
  @IsInt() in_flight!: number;
  /** False for one that executions need and nobody here can run. */
  @IsBoolean() installed!: boolean;
}

/** An intent type as it can be submitted, and the versions of its handler. */
export class IntentType extends CatalogueEntry {
  @IsArray() @ValidateNested({ each: true }) @Type(() => HandlerVersion) versions!: HandlerVersion[];
}

/** Answer of `GET /api/intent/types`. */
export class IntentTypes {
  @IsArray() @ValidateNested({ each: true }) @Type(() => IntentType) intent_types!: IntentType[];
}

/** Answer of `GET /api/query/types`. */
export class QueryTypes {
  @IsArray() @ValidateNested({ each: true }) @Type(() => CatalogueEntry) query_types!: CatalogueEntry[];
}
