import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsISO8601, IsNumber, IsOptional, IsString, ValidateNested } from 'class-validator';

/** Which contract a Runtime speaks. It only grows: a greater one answers everything that a smaller one does. */
export const CONTRACT_VERSION = 1;

/** A process that carries out executions of the store. */
export class SystemReplica {
  @IsString() replica_id!: string;
  /** Whether it is the one that gives this answer. */
  @IsBoolean() answering!: boolean;
  /** What it can carry out: `intent.type@version`. */
  @IsArray() @IsString({ each: true }) handlers!: string[];
  /** Until when it is taken to live unless it says so again; absent where there can be no other. */
  @IsOptional() @IsISO8601() lease_until?: string;
}

/** Executions that have not ended and are bound to a version of a handler. */
export class VersionInFlight {
  @IsString() intent_type!: string;
  @IsInt() version!: number;
  @IsInt() in_flight!: number;
  /** Whether a replica that lives can run it. If none can, they wait for one. */
  @IsBoolean() installed!: boolean;
}

/** What the answering replica got done, each second on average, in the last minute. */
export class SystemRates {
  /** Seconds that were looked at: fewer than 60 for one that has just started. */
  @IsInt() window_s!: number;
  @IsNumber() accepted_per_s!: number;
  @IsNumber() ended_per_s!: number;
  @IsNumber() events_per_s!: number;
}

/** Answer of `GET /api/system`. */
export class SystemAnswer {
  @IsInt() contract_version!: number;
  /** When the answering replica started. */
  @IsISO8601() started_at!: string;
  /** Executions that the answering replica carries out at the moment, and how many it would. */
  @IsInt() running!: number;
  @IsInt() slots!: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => SystemReplica) replicas!: SystemReplica[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => VersionInFlight) versions_in_flight!: VersionInFlight[];
  @ValidateNested() @Type(() => SystemRates) rates!: SystemRates;
}
