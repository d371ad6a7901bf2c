import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsISO8601,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';

export const SESSION_STATUSES = ['open', 'closed', 'expired'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Body of `POST /api/session/create` and `POST /v1/session`. */
export class CreateSession {
  @IsString() @IsNotEmpty() @MaxLength(200) tenant_id!: string;
  @IsString() @IsNotEmpty() @MaxLength(200) user_id!: string;
  /** Anything the client wants to find again in the session. */
  @IsOptional() @IsObject() context?: Record<string, unknown>;
}

/** Body of `PATCH /api/session/{id}`: members of `context` are merged at the top level, `null` removes one. */
export class PatchSession {
  @IsObject() context!: Record<string, unknown>;
}

/** Who is working, for which tenant, since when. Intents are submitted within one. */
export class Session {
  @IsString() session_id!: string;
  @IsString() tenant_id!: string;
  @IsString() user_id!: string;
  @IsObject() context!: Record<string, unknown>;
  @IsIn(SESSION_STATUSES) status!: SessionStatus;
  @IsISO8601() created_at!: string;
  @IsISO8601() updated_at!: string;
  @IsISO8601() expires_at!: string;
}

/** Answer that carries one session. */
export class SessionAnswer {
  @ValidateNested() @Type(() => Session) session!: Session;
}

/** Answer of `GET /api/session`, newest first. */
export class SessionPage {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Session) sessions!: Session[];
  @IsOptional() @IsString() next_page_token?: string;
}
