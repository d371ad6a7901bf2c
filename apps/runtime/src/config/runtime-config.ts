import { resolve } from 'node:path';
import { plainToInstance, Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsString, IsUrl, Matches, Max, Min, ValidateIf, validateSync } from 'class-validator';
import { isLoopback } from '../identity/loopback.js';
import { HOST_PATTERN, HOSTS_ADVICE, LONGEST_TIMER_MS, ORIGIN_PATTERN, ORIGINS_ADVICE } from './addresses.js';
import { TenantQuotas } from './tenant-quotas.js';
import { ALGORITHMS, flawsOfTokens, SHORTEST_SECRET, type TokenSettings } from './token-settings.js';
import { BLOB_URL_PATTERN, bucketOf, type BlobBucket } from './blob-bucket.js';
import { misspeltVariables, type Misspelt } from './misspelt-variables.js';
import { OTHERS_VARIABLES } from './others-variables.js';
import { redacted } from './redacted.js';

const asInteger = ({ value }: { value: unknown }): unknown => (/^\d+$/.test(String(value)) ? Number(value) : value);
const asBoolean = ({ value }: { value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;
const asList = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : value;

/** What a store that knows no regions is content with. */
const AMAZONS_REGION = 'us-east-1';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;

/** Every environment variable that Runtime reads, by its own name, with its default. */
export class Environment {
  @Matches(HOST_PATTERN, { message: 'RUNTIME_HOST: write the name or the address of this machine to listen on' })
  RUNTIME_HOST = '127.0.0.1';
  @Transform(asInteger) @IsInt() @Min(0) @Max(65_535) RUNTIME_PORT = 8000;
  @IsString() DATA_DIR = './data';
  // What is refused here is not repeated: whoever gets a URL wrong may have put a password into it.
  /** PostgreSQL, for several replicas; the SQLite file in DATA_DIR if it is left out. */
  @Matches(/^($|postgres(ql)?:\/\/[^/?#\s])/, {
    message: 'DATABASE_URL: write postgres://user:password@host/database, or unset it for the SQLite file in DATA_DIR',
  })
  DATABASE_URL = '';
  @Matches(BLOB_URL_PATTERN, {
    message:
      'BLOB_URL: write s3://bucket or s3://bucket/folder, without credentials (they come from AWS_ACCESS_KEY_ID, a profile or a role), or unset it to keep the bytes of artifacts in DATA_DIR',
  })
  BLOB_URL = '';
  @ValidateIf(({ BLOB_S3_ENDPOINT }: Environment) => BLOB_S3_ENDPOINT !== '')
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true },
    {
      message: 'BLOB_S3_ENDPOINT: write the URL of the store, http:// or https:// and without credentials in it',
    },
  )
  BLOB_S3_ENDPOINT = '';
  @Matches(/^[a-z0-9-]*$/) BLOB_S3_REGION = '';
  @Transform(asList) @IsString({ each: true }) RUNTIME_REALMS: string[] = [];
  @Transform(asInteger) @IsInt() @Min(1_000) @Max(LONGEST_TIMER_MS) ARTIFACT_STAGED_TTL_MS = 600_000;
  /** Bytes of one artifact, at most. */
  @Transform(asInteger) @IsInt() @Min(1) @Max(Number.MAX_SAFE_INTEGER) ARTIFACT_MAX_BYTES = 10 * 2 ** 30;
  /** How long next to nothing may come of a body. */
  @Transform(asInteger) @IsInt() @Min(100) @Max(LONGEST_TIMER_MS) BODY_STALL_MS = 30_000;
  /** `open` asks nobody who they are; `jwt` takes access tokens and API keys. */
  @IsIn(['open', 'jwt']) AUTH_MODE: 'open' | 'jwt' = 'open';
  @IsString() AUTH_ISSUER = '';
  @IsString() AUTH_AUDIENCE = '';
  /** Where the issuer publishes its keys. */
  @IsString() AUTH_JWKS_URL = '';
  /** The issuer's key in PEM, in place of AUTH_JWKS_URL. */
  @IsString() AUTH_PUBLIC_KEY = '';
  @Transform(asList) @IsIn(ALGORITHMS, { each: true }) AUTH_ALGORITHMS: string[] = ['RS256', 'ES256'];
  @IsString() AUTH_TENANT_CLAIM = 'tenant_id';
  @IsString() AUTH_SCOPE_CLAIM = 'scope';
  // Secrets: what is refused is not repeated.
  @IsString() SERVICE_TOKEN = '';
  @IsString() API_KEY_PEPPER = '';
  /** Who may read the metrics; in open mode everybody where it is not set, else nobody. */
  @IsString() METRICS_TOKEN = '';
  @Transform(asBoolean) @IsBoolean() AUTH_ALLOW_OPEN_NETWORK = false;
  @Transform(asList) @Matches(HOST_PATTERN, { each: true, message: HOSTS_ADVICE }) ALLOWED_HOSTS: string[] = [];
  @Transform(asList)
  @Matches(ORIGIN_PATTERN, { each: true, message: ORIGINS_ADVICE })
  ALLOWED_ORIGINS: string[] = [];
  /** What tenants may have at most, as JSON by tenant. */
  @IsString() TENANT_QUOTAS = '';
  /** Intents that may be under way to being accepted before more are turned away; a burst may go over it. */
  @Transform(asInteger) @IsInt() @Min(1) RUNTIME_ACCEPTING_MAX = 64;
  /** Executions carried out at once. */
  @Transform(asInteger) @IsInt() @Min(1) @Max(100_000) RUNTIME_CONCURRENCY = 1_024;
  /** How long this process may be out of reach before whatever it carries out is another's. */
  @Transform(asInteger) @IsInt() @Min(1_000) @Max(LONGEST_TIMER_MS) LEASE_MS = 30_000;
  /** How long the log of an execution is kept after its end; 0 for good. */
  @Transform(asInteger) @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) EVENT_RETENTION_MS = 0;
  /** How often those who follow events are asked whether they are there. */
  @Transform(asInteger) @IsInt() @Min(100) @Max(60_000) STREAM_HEARTBEAT_MS = 7_000;
  /** How long a process that was told to stop is not ready before it takes no more. */
  @Transform(asInteger) @IsInt() @Min(0) @Max(600_000) SHUTDOWN_DELAY_MS = 0;
  @Transform(asInteger) @IsInt() @Min(1) @Max(1_000_000) SESSION_TTL_HOURS = 24 * 30;
  @IsIn(LOG_LEVELS) LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}

const KNOWN = Object.keys(new Environment());

/** What the variables say, unchecked, with the default of everything that they do not say. */
export function settingsOf(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  // An empty variable is one that is not set: that is what compose files and CI make of it.
  const given = Object.fromEntries(KNOWN.filter((name) => variables[name]).map((name) => [name, variables[name]]));
  return plainToInstance(Environment, given, { exposeDefaultValues: true });
}

/** Variables that are meant for Runtime by their names, and that nothing reads. */
export function misspelt(variables: Readonly<Record<string, string | undefined>> = process.env): Misspelt {
  return misspeltVariables(variables, new Set([...KNOWN, ...OTHERS_VARIABLES]));
}

/** A URL of a password with a / or a # in it begins as it should, and names no host. */
function unreachableDatabase(url: string): string[] {
  if (!url.startsWith('postgres') || URL.canParse(url)) return [];
  return ['DATABASE_URL: it is no URL; write / # ? @ and % in a password as %2F %23 %3F %40 and %25'];
}

/** Thrown at start with every reason at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(readonly reasons: readonly string[]) {
    super(`Runtime cannot start with this environment:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
  }
}

/** What Runtime is told by its environment. Nothing else reads `process.env`. */
export class RuntimeConfig {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** PostgreSQL; undefined for the SQLite file in the data folder. */
  readonly databaseUrl: string | undefined;
  /** Where the bytes of artifacts live, if not on the disk. */
  readonly bucket: BlobBucket | undefined;
  readonly realms: readonly string[];
  /** Milliseconds. */
  readonly artifactStagedTtl: number;
  /** Bytes. */
  readonly artifactMaxBytes: number;
  /** Milliseconds. */
  readonly bodyStall: number;
  /** Whether anyone who reaches a listener beyond loopback may act for any tenant. */
  readonly openNetwork: boolean;
  /** By which tokens callers are recognised; undefined in open mode, where they are not. */
  readonly tokens: TokenSettings | undefined;
  /** Who may read the metrics. */
  readonly metricsToken: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly quotas: TenantQuotas;
  readonly acceptingMax: number;
  readonly concurrency: number;
  /** Milliseconds. */
  readonly lease: number;
  /** Milliseconds; 0 for good. */
  readonly eventRetention: number;
  /** Milliseconds. */
  readonly streamHeartbeat: number;
  /** Milliseconds. */
  readonly shutdownDelay: number;
  /** Milliseconds. */
  readonly sessionTtl: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];

  private constructor(environment: Environment, region: string, quotas: TenantQuotas) {
    this.host = environment.RUNTIME_HOST;
    this.port = environment.RUNTIME_PORT;
    // Absolute, because the processes that are lent a file of it work in folders of their own.
    this.dataDir = resolve(environment.DATA_DIR);
    this.databaseUrl = environment.DATABASE_URL || undefined;
    this.bucket = bucketOf(environment.BLOB_URL, environment.BLOB_S3_ENDPOINT, environment.BLOB_S3_REGION || region);
    this.realms = environment.RUNTIME_REALMS;
    this.artifactStagedTtl = environment.ARTIFACT_STAGED_TTL_MS;
    this.artifactMaxBytes = environment.ARTIFACT_MAX_BYTES;
    this.bodyStall = environment.BODY_STALL_MS;
    this.tokens = tokenSettings(environment);
    this.metricsToken = environment.METRICS_TOKEN || undefined;
    this.openNetwork = this.tokens === undefined && !isLoopback(environment.RUNTIME_HOST);
    this.allowedHosts = environment.ALLOWED_HOSTS;
    this.allowedOrigins = environment.ALLOWED_ORIGINS;
    this.quotas = quotas;
    this.acceptingMax = environment.RUNTIME_ACCEPTING_MAX;
    this.concurrency = environment.RUNTIME_CONCURRENCY;
    this.lease = environment.LEASE_MS;
    this.eventRetention = environment.EVENT_RETENTION_MS;
    this.streamHeartbeat = environment.STREAM_HEARTBEAT_MS;
    this.shutdownDelay = environment.SHUTDOWN_DELAY_MS;
    this.sessionTtl = environment.SESSION_TTL_HOURS * 3_600_000;
    this.logLevel = environment.LOG_LEVEL;
  }

  /** Reads the environment of the process, or throws a `ConfigurationError` with every reason at once. */
  static from(variables: Readonly<Record<string, string | undefined>> = process.env): RuntimeConfig {
    const environment = settingsOf(variables);
    const reasons = validateSync(environment).flatMap(({ constraints, property, value }) =>
      Object.values(constraints ?? {}).map((reason) =>
        reason.startsWith(`${property}:`) ? reason : `${property}: ${reason}, but it is "${redacted(property, value)}"`,
      ),
    );
    if (environment.AUTH_MODE === 'jwt') reasons.push(...flawsOfTokens(environment));
    else if (!isLoopback(environment.RUNTIME_HOST) && environment.AUTH_ALLOW_OPEN_NETWORK !== true) {
      reasons.push(
        'RUNTIME_HOST: listening beyond loopback lets everyone on the network act for every tenant in open mode; set AUTH_ALLOW_OPEN_NETWORK=true if that is meant',
      );
    }
    if (environment.METRICS_TOKEN !== '' && environment.METRICS_TOKEN.length < SHORTEST_SECRET) {
      reasons.push(`METRICS_TOKEN: set at least ${SHORTEST_SECRET} characters that nobody can guess, or unset it`);
    }
    if (environment.BLOB_URL === '' && environment.BLOB_S3_ENDPOINT !== '') {
      reasons.push('BLOB_S3_ENDPOINT: it names a store, but BLOB_URL names no bucket there; set both, or neither');
    }
    reasons.push(...unreachableDatabase(environment.DATABASE_URL), ...misspelt(variables).refusals);
    const quotas = TenantQuotas.from(environment.TENANT_QUOTAS);
    if (!(quotas instanceof TenantQuotas)) throw new ConfigurationError([...reasons, ...quotas]);
    if (reasons.length > 0) throw new ConfigurationError(reasons);
    return new RuntimeConfig(environment, variables['AWS_REGION'] || AMAZONS_REGION, quotas);
  }
}

function tokenSettings(environment: Environment): TokenSettings | undefined {
  if (environment.AUTH_MODE === 'open') return undefined;
  return {
    issuer: environment.AUTH_ISSUER,
    audience: environment.AUTH_AUDIENCE,
    keySet: environment.AUTH_JWKS_URL || undefined,
    publicKey: environment.AUTH_PUBLIC_KEY || undefined,
    algorithms: environment.AUTH_ALGORITHMS,
    tenantClaim: environment.AUTH_TENANT_CLAIM,
    scopeClaim: environment.AUTH_SCOPE_CLAIM,
    serviceToken: environment.SERVICE_TOKEN,
    apiKeyPepper: environment.API_KEY_PEPPER || undefined,
  };
}
