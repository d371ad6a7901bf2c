import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

/** What the address says that a client is connected to: on whose behalf its tools are called. */
export class ConnectionQuery {
  /** Needed to call tools in open mode; what there is can be listed without. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) tenant_id?: string;
  /** Who is said to work in the session that is opened. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) user_id?: string;
  /** The session to work in. One is opened where this is left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) session_id?: string;
}
