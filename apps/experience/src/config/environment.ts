import { Transform } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsString, IsUrl, Max, Min } from 'class-validator';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'] as const;

const asList = Transform(({ value }) =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
    : value,
);
const asNumber = Transform(({ value }) => (/^\d+$/.test(String(value)) ? Number(value) : value));
const asBoolean = Transform(({ value }) => ({ true: true, false: false })[String(value)] ?? value);

/** Every variable that Experience reads, each with its default. The class is also what is injected. */
export class Environment {
  @IsString() EXPERIENCE_HOST = '127.0.0.1';

  /** 0 takes any free one. */
  @asNumber
  @Max(65_535)
  @Min(0)
  @IsInt({ message: '$property must be a whole number' })
  EXPERIENCE_PORT = 8001;

  /** Where Experience finds Runtime. */
  @IsUrl(
    { require_tld: false, protocols: ['http', 'https'], require_protocol: true },
    { message: '$property must be an address such as http://127.0.0.1:8000' },
  )
  RUNTIME_URL = 'http://127.0.0.1:8000';

  /** Names of built-in delivery adapters, or module specifiers that export one as `adapter`. */
  @asList @IsArray() @IsString({ each: true }) EXPERIENCE_ADAPTERS: string[] = ['rest', 'sse', 'websocket', 'console'];

  /** How Runtime's events are followed: over one WebSocket, or by asking for pages that wait. */
  @IsIn(['websocket', 'polling']) RUNTIME_EVENTS: 'websocket' | 'polling' = 'websocket';

  /** How often clients that keep a WebSocket open are asked whether they are there, and Runtime likewise. */
  @asNumber
  @Min(100)
  @IsInt({ message: '$property must be a whole number of milliseconds' })
  STREAM_HEARTBEAT_MS = 7_000;

  @IsIn(['open'], { message: '$property must be "open": this version knows no other way to tell who is calling' })
  AUTH_MODE = 'open';

  /** As which application the console signs people in, where an issuer is set. */
  @IsString() AUTH_OIDC_CLIENT_ID = '';

  /** Whether the open mode may be reached from other machines. */
  @asBoolean
  @IsBoolean({ message: '$property must be "true" or "false"' })
  AUTH_ALLOW_OPEN_NETWORK = false;

  /** Names, beside loopback ones and the listener's own, by which this server may be called. */
  @asList @IsArray() @IsString({ each: true }) ALLOWED_HOSTS: string[] = [];

  /** Origins, beside loopback ones and the listener's own, whose pages may call. */
  @asList @IsArray() @IsString({ each: true }) ALLOWED_ORIGINS: string[] = [];

  /** Largest file that is taken in, in bytes; 2 GiB. */
  @asNumber
  @Min(1)
  @IsInt({ message: '$property must be a whole number of bytes' })
  UPLOAD_MAX_BYTES = 2 ** 31;

  /** How long next to nothing may come of a body. */
  @asNumber
  @Min(100)
  @IsInt({ message: '$property must be a whole number of milliseconds' })
  BODY_STALL_MS = 30_000;

  @IsIn(LOG_LEVELS) LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}
