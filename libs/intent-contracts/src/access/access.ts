import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';

/** Who is calling, as the server sees it. */
export class CallerIdentity {
  /** Whom the caller acts for; left out in open mode, where each request says. */
  @IsOptional() @IsString() tenant_id?: string;
  /** Who is accountable: the subject of the token, or `key:<id>`; left out in open mode, where nobody is known. */
  @IsOptional() @IsString() actor?: string;
  @IsArray() @IsString({ each: true }) scopes!: string[];
  /** When the credentials run out; left out for those that do not. */
  @IsOptional() @IsISO8601() expires_at?: string;
}

/** A ticket that opens one socket, soon. */
export class SocketTicket {
  @IsString() ticket!: string;
  @IsISO8601() expires_at!: string;
}

/** Body of `POST /api/events/ticket/redeem`, which asks with the service credential alone. */
export class RedeemTicket {
  @IsString() @IsNotEmpty() @MaxLength(8192) ticket!: string;
}

/** What a ticket was good for. */
export class RedeemedTicket {
  /** To be sent as `Authorization: Bearer …` on behalf of the ticket's owner, beside the service credential. */
  @IsString() credential!: string;
  @ValidateNested() @Type(() => CallerIdentity) identity!: CallerIdentity;
}

/** A scope, narrowed to a type or not. */
export const SCOPE_PATTERN = /^[a-z]+(:[\w.*-]+){0,2}$/;

/** Body of `POST /api/access/key`: a key of the caller's tenant, which may do no more than the caller. */
export class CreateApiKey {
  /** What people call it by. */
  @IsString() @IsNotEmpty() @MaxLength(200) name!: string;
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @Matches(SCOPE_PATTERN, { each: true })
  scopes!: string[];
  /** When it is to run out; never if left out. */
  @IsOptional() @IsISO8601({ strict: true }) expires_at?: string;
}

/** An API key, without the key itself. */
export class ApiKey {
  @IsString() key_id!: string;
  @IsString() tenant_id!: string;
  @IsString() name!: string;
  @IsArray() @IsString({ each: true }) scopes!: string[];
  @IsISO8601() created_at!: string;
  @IsString() created_by!: string;
  @IsOptional() @IsISO8601() expires_at?: string;
  @IsOptional() @IsISO8601() revoked_at?: string;
}

/** Answer of `POST /api/access/key`. */
export class CreatedApiKey {
  @ValidateNested() @Type(() => ApiKey) api_key!: ApiKey;
  /** The key itself, told this once: it is kept as a hash. */
  @IsString() key!: string;
}

/** Answer of `GET /api/access/key`, newest first, revoked ones among them. */
export class ApiKeyList {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ApiKey) api_keys!: ApiKey[];
}

/** Body of `POST /api/access/revocation`: exactly one of `token_id` and `subject`. */
export class Revoke {
  /** `jti` of an access token. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) token_id?: string;
  /** Whoever this is loses every token that was issued until now. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) subject?: string;
}

/** One thing that somebody told an execution, out of its log. */
export class AuditEntry {
  @IsISO8601() time!: string;
  /** Who did it; left out in open mode, where nobody is known. */
  @IsOptional() @IsString() actor?: string;
  /** The type of the event: `execution.accepted` for a submit, and so on. */
  @IsString() action!: string;
  @IsString() execution_id!: string;
  @IsString() session_id!: string;
  /** Where in the log of the execution it stands. */
  @IsString() event_id!: string;
  /** What was said about it: a reason, a note, or evidence. */
  @IsOptional() @IsString() reason?: string;
}

/**
 * Answer of `GET /api/audit`, oldest first. One may be empty before the end, where little fits what was asked for: the log
 * has ended, for now, when the cursor stays the same.
 */
export class AuditPage {
  @IsArray() @ValidateNested({ each: true }) @Type(() => AuditEntry) entries!: AuditEntry[];
  /** To go on from, also later, when more has happened. */
  @IsString() next_cursor!: string;
}
