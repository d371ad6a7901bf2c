import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsString, ValidateNested } from 'class-validator';
import { IsNullable } from '../json/nullable.js';

/** An artifact in a lineage. */
export class LineageArtifact {
  @IsString() artifact_id!: string;
  @IsString() filename!: string;
  @IsNullable() @IsString() kind!: string | null;
  /** Whether it is there no more. It is remembered for as long as something that was made from it is there. */
  @IsBoolean() deleted!: boolean;
}

/** The execution that an artifact came out of. */
export class LineageExecution {
  @IsString() execution_id!: string;
  @IsString() intent_type!: string;
  @IsString() realm!: string;
  @IsBoolean() finished!: boolean;
}

/** One thing led to another: an execution to the artifact that it made, an artifact to the one that was made from it. */
export class LineageEdge {
  @IsString() from!: string;
  @IsString() to!: string;
}

/** Where an artifact came from, and what was made from it, as a graph: the ids of both kinds of nodes are its edges' ends. */
export class Lineage {
  /** The one that was asked about. */
  @IsString() artifact_id!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => LineageArtifact) artifacts!: LineageArtifact[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => LineageExecution) executions!: LineageExecution[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => LineageEdge) edges!: LineageEdge[];
  /** Whether there is more than is shown: the graph goes on further away from the artifact. */
  @IsBoolean() truncated!: boolean;
}

/** Answer that carries one lineage. */
export class LineageAnswer {
  @ValidateNested() @Type(() => Lineage) lineage!: Lineage;
}
