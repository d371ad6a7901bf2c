import { Transform } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsString, IsUrl, Matches, Max, Min } from 'class-validator';
import { HOST_PATTERN, HOSTS_ADVICE, LONGEST_TIMER_MS, ORIGIN_PATTERN, ORIGINS_ADVICE } from './addresses.js';

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
  @Matches(HOST_PATTERN, { message: '$property must be the name or the address of this machine to listen on' })
  EXPERIENCE_HOST = '127.0.0.1';

  /** 0 takes any free one. */
  @asNumber
  @Max(65_535)
  @Min(0)
  @IsInt({ message: '$property must be a whole number' })
  EXPERIENCE_PORT = 8001;

  /** Where Experience finds Runtime. */
  @IsUrl(
    {
      require_tld: false,
      protocols: ['http', 'https'],
      require_protocol: true,
      disallow_auth: true,
      allow_query_components: false,
      allow_fragments: false,
    },
    { message: '$property must be an address such as http://127.0.0.1:8000, without credentials in it' },
  )
  RUNTIME_URL = 'http://127.0.0.1:8000';

  /** Names of built-in delivery adapters, or module specifiers that export one as `adapter`. */
  @asList @IsArray() @IsString({ each: true }) EXPERIENCE_ADAPTERS: string[] = ['rest', 'sse', 'websocket', 'console'];

  /** How Runtime's events are followed: over one WebSocket, or by asking for pages that wait. */
  @IsIn(['websocket', 'polling']) RUNTIME_EVENTS: 'websocket' | 'polling' = 'websocket';

  /** How often clients that keep a WebSocket open are asked whether they are there, and Runtime likewise. */
  @asNumber
  @Min(100)
  @Max(60_000)
  @IsInt({ message: '$property must be a whole number of milliseconds' })
  STREAM_HEARTBEAT_MS = 7_000;

  /** As Runtime's: `open` asks nobody who they are; in `jwt` callers say so, and Runtime is asked whether it is true. */
  @IsIn(['open', 'jwt']) AUTH_MODE: 'open' | 'jwt' = 'open';

  /** Whose tokens Runtime trusts: where the console signs people in. */
  @IsString() AUTH_ISSUER = '';

  /** What only the planes know. */
  @IsString() SERVICE_TOKEN = '';

  /** Who may read the metrics; in open mode everybody where it is not set, else nobody. */
  @IsString() METRICS_TOKEN = '';

  /** As which application the console signs people in, where an issuer is set. */
  @IsString() AUTH_OIDC_CLIENT_ID = '';

  /** Whom the console may ask beside the issuer, where that gives its tokens from another host. */
  @asList @Matches(ORIGIN_PATTERN, { each: true, message: ORIGINS_ADVICE }) AUTH_OIDC_ORIGINS: string[] = [];

  /** Whether the open mode may be reached from other machines. */
  @asBoolean
  @IsBoolean({ message: '$property must be "true" or "false"' })
  AUTH_ALLOW_OPEN_NETWORK = false;

  /** Names, beside loopback ones and the listener's own, by which this server may be called. */
  @asList @Matches(HOST_PATTERN, { each: true, message: HOSTS_ADVICE }) ALLOWED_HOSTS: string[] = [];

  /** Origins, beside loopback ones and the listener's own, whose pages may call. */
  @asList @Matches(ORIGIN_PATTERN, { each: true, message: ORIGINS_ADVICE }) ALLOWED_ORIGINS: string[] = [];

  /** Streams that one tenant may follow at once here; 0 for as many as it likes. */
  @asNumber
  @Min(0)
  @IsInt({ message: '$property must be a whole number' })
  STREAMS_PER_TENANT = 0;

  /** Largest file that is taken in, in bytes; 2 GiB. */
  @asNumber
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsInt({ message: '$property must be a whole number of bytes' })
  UPLOAD_MAX_BYTES = 2 ** 31;

  /** How long next to nothing may come of a body. */
  @asNumber
  @Min(100)
  @Max(LONGEST_TIMER_MS)
  @IsInt({ message: '$property must be a whole number of milliseconds' })
  BODY_STALL_MS = 30_000;

  @IsIn(LOG_LEVELS) LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}
