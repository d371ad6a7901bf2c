import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../processes/free-port.js';
import { EXPERIENCE_ENTRY, ROOT, RUNTIME_ENTRY } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

type Variables = Record<string, string>;
type Plane = 'Runtime' | 'Experience';

const BAD_CONFIGURATION = 78;
const AT_ONCE = 4;
const PASSWORD = 'correct-horse-battery';
const ENTRIES = { Runtime: RUNTIME_ENTRY, Experience: EXPERIENCE_ENTRY };

/** What is good in jwt mode. */
const JWT: Variables = {
  AUTH_MODE: 'jwt',
  AUTH_ISSUER: 'https://login.example.com',
  AUTH_AUDIENCE: 'symphainy',
  AUTH_JWKS_URL: 'https://login.example.com/keys',
  SERVICE_TOKEN: `${PASSWORD}-${PASSWORD}`,
};

/** One wrong setting each, by the key that has to be named. */
const BAD: [Plane, key: string, Variables][] = [
  ['Runtime', 'RUNTIME_HOST', { RUNTIME_HOST: '0.0.0.0' }],
  ['Runtime', 'RUNTIME_HOST', { RUNTIME_HOST: 'http://localhost' }],
  ['Runtime', 'RUNTIME_PORT', { RUNTIME_PORT: '70000' }],
  ['Runtime', 'RUNTIME_PORT', { RUNTIME_PORT: 'tcp://10.0.0.1:8000' }],
  ['Runtime', 'DATABASE_URL', { DATABASE_URL: `mysql://root:${PASSWORD}@localhost/db` }],
  ['Runtime', 'DATABASE_URL', { DATABASE_URL: `postgres://root:${PASSWORD}#1@localhost/db` }],
  ['Runtime', 'BLOB_URL', { BLOB_URL: `s3://key:${PASSWORD}@bucket` }],
  ['Runtime', 'BLOB_S3_ENDPOINT', { BLOB_URL: 's3://bucket', BLOB_S3_ENDPOINT: `http://key:${PASSWORD}@minio` }],
  ['Runtime', 'BLOB_S3_ENDPOINT', { BLOB_S3_ENDPOINT: 'http://minio:9000' }],
  ['Runtime', 'RUNTIME_REALMS', { RUNTIME_REALMS: './no/such/realm' }],
  ['Runtime', 'AUTH_MODE', { AUTH_MODE: 'none' }],
  ['Runtime', 'AUTH_ALLOW_OPEN_NETWORK', { AUTH_ALLOW_OPEN_NETWORK: 'yes' }],
  ['Runtime', 'AUTH_MODES', { AUTH_MODES: 'jwt' }],
  ['Runtime', 'AHTH_MODE', { AHTH_MODE: 'jwt' }],
  ['Runtime', 'auth_mode', { auth_mode: 'jwt' }],
  ['Runtime', 'ALLOWED_HOSTS', { ALLOWED_HOSTS: 'example.com:8000' }],
  ['Runtime', 'ALLOWED_ORIGINS', { ALLOWED_ORIGINS: '*' }],
  ['Runtime', 'LEASE_MS', { LEASE_MS: '10' }],
  ['Runtime', 'ARTIFACT_STAGED_TTL_MS', { ARTIFACT_STAGED_TTL_MS: '99999999999' }],
  ['Runtime', 'STREAM_HEARTBEAT_MS', { STREAM_HEARTBEAT_MS: '120000' }],
  ['Runtime', 'RUNTIME_CONCURRENCY', { RUNTIME_CONCURRENCY: '0' }],
  ['Runtime', 'AUTH_ISSUER', { ...JWT, AUTH_ISSUER: '' }],
  ['Runtime', 'AUTH_AUDIENCE', { ...JWT, AUTH_AUDIENCE: '' }],
  ['Runtime', 'AUTH_JWKS_URL', { ...JWT, AUTH_JWKS_URL: '' }],
  ['Runtime', 'AUTH_JWKS_URL', { ...JWT, AUTH_JWKS_URL: 'http://login.example.com/keys' }],
  ['Runtime', 'AUTH_JWKS_URL', { ...JWT, AUTH_JWKS_URL: 'login.example.com' }],
  ['Runtime', 'AUTH_PUBLIC_KEY', { ...JWT, AUTH_JWKS_URL: '', AUTH_ALGORITHMS: 'RS256', AUTH_PUBLIC_KEY: PASSWORD }],
  ['Runtime', 'AUTH_ALGORITHMS', { ...JWT, AUTH_ALGORITHMS: 'HS256' }],
  ['Runtime', 'AUTH_ALGORITHMS', { ...JWT, AUTH_ALGORITHMS: 'none' }],
  ['Runtime', 'SERVICE_TOKEN', { ...JWT, SERVICE_TOKEN: PASSWORD }],
  ['Runtime', 'API_KEY_PEPPER', { ...JWT, API_KEY_PEPPER: PASSWORD }],
  ['Runtime', 'API_KEY_PEPPER', { ...JWT, API_KEY_PEPPER: JWT['SERVICE_TOKEN']! }],
  ['Runtime', 'TENANT_QUOTAS', { TENANT_QUOTAS: '{"acme": {"intents": 5}}' }],
  ['Runtime', 'TENANT_QUOTAS', { TENANT_QUOTAS: 'acme=5' }],
  ['Runtime', 'METRICS_TOKEN', { METRICS_TOKEN: PASSWORD }],
  ['Experience', 'METRICS_TOKEN', { METRICS_TOKEN: PASSWORD }],
  ['Experience', 'SERVICE_TOKEN', { AUTH_MODE: 'jwt' }],
  ['Experience', 'SERVICE_TOKEN', { AUTH_MODE: 'jwt', SERVICE_TOKEN: PASSWORD }],
  ['Experience', 'EXPERIENCE_HOST', { EXPERIENCE_HOST: '::' }],
  ['Experience', 'EXPERIENCE_PORT', { EXPERIENCE_PORT: '-1' }],
  ['Experience', 'RUNTIME_URL', { RUNTIME_URL: 'runtime:8000' }],
  ['Experience', 'RUNTIME_URL', { RUNTIME_URL: `http://user:${PASSWORD}@runtime:8000` }],
  ['Experience', 'RUNTIME_URL', { RUNTIME_URL: 'http://127.0.0.1:8001', EXPERIENCE_PORT: '8001' }],
  ['Experience', 'EXPERIENCE_ADAPTERS', { EXPERIENCE_ADAPTERS: 'rest,pigeon' }],
  ['Experience', 'RUNTIME_EVENTS', { RUNTIME_EVENTS: 'carrier' }],
  ['Experience', 'AUTH_MODE', { AUTH_MODE: 'jtw' }],
  ['Experience', 'AUTH_ALOW_OPEN_NETWORK', { AUTH_ALOW_OPEN_NETWORK: 'false' }],
  ['Experience', 'AUTH_SECRET', { AUTH_SECRET: PASSWORD }],
  ['Experience', 'ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'https://app.example.com/' }],
  ['Experience', 'ALLOWED_HOSTS', { ALLOWED_HOSTS: 'https://app.example.com' }],
  ['Experience', 'UPLOAD_MAX_BYTES', { UPLOAD_MAX_BYTES: '2 GB' }],
  ['Experience', 'BODY_STALL_MS', { BODY_STALL_MS: '3000000000' }],
  ['Experience', 'LOG_LEVEL', { LOG_LEVEL: 'loud' }],
];

/** Every secret and every wrong value at once. */
const ALL_BAD: Variables = Object.assign({}, ...BAD.map(([, , variables]) => variables)) as Variables;

interface Ended {
  code: number | string | null;
  said: string;
}

/** Runs a program with these variables alone to its end; one that has not ended by itself is ended. */
function run(entry: string, variables: Variables): Promise<Ended> {
  const env = { PATH: process.env['PATH'], NODE_ENV: 'test', DATA_DIR: temporaryFolder('refused'), ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [entry], { cwd: ROOT, env, timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal ?? null) : 0, said: stdout + stderr }),
    );
  });
}

const start = (plane: Plane, variables: Variables): Promise<Ended> => run(ENTRIES[plane], variables);
const doctor = (plane: Plane, variables: Variables): Promise<Ended> =>
  run(join(ENTRIES[plane], '../doctor.js'), variables);

/** The lines in which reasons are told. */
const reasons = ({ said }: Ended): string[] => said.split('\n').filter((line) => line.startsWith('  - '));

async function inBatches<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(act))));
  }
  return results;
}

describe('a setting that is insecure or impossible', () => {
  it(`keeps its plane from starting, which names it: ${BAD.length} of them`, async () => {
    const unlike = await inBatches(BAD, async ([plane, key, variables]) => {
      const { code, said } = await start(plane, variables);
      const isRefused = code === BAD_CONFIGURATION && new RegExp(`\\b${key}\\b`).test(said);
      return isRefused && !said.includes(PASSWORD) ? [] : [{ plane, key, variables, code, said }];
    });

    expect(unlike.flat()).toEqual([]);
  });

  it.each(['Runtime', 'Experience'] as const)(
    'is told by %s together with all the others, by a start and by a doctor alike, without a secret',
    async (plane) => {
      const [started, examined] = await Promise.all([start(plane, ALL_BAD), doctor(plane, ALL_BAD)]);

      expect([started.code, examined.code]).toEqual([BAD_CONFIGURATION, BAD_CONFIGURATION]);
      expect(reasons(examined)).toEqual(reasons(started));
      expect(reasons(started).length).toBeGreaterThanOrEqual(12);
      expect(started.said + examined.said).not.toContain(PASSWORD);
    },
  );
});

describe('a doctor', () => {
  const free = async (): Promise<Variables> => ({
    RUNTIME_PORT: String(await freePort()),
    EXPERIENCE_PORT: String(await freePort()),
  });

  it.each(['Runtime', 'Experience'] as const)('finds nothing wrong with %s as it comes', async (plane) => {
    const { code, said } = await doctor(plane, {
      ...(await free()),
      MY_OWN_AUTH_MODE: 'x',
      AUTH_SERVICE_HOST: '10.0.0.1',
    });

    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining(`${plane} can start.`) });
    expect(said).toContain('AUTH_MODE=open');
  });

  it('warns of a name that is nearly right, without refusing', async () => {
    const { code, said } = await doctor('Runtime', { ...(await free()), SESION_TTL_HOURS: '3' });

    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('did you mean SESSION_TTL_HOURS?') });
  });

  it('names a port that is taken, a folder that is none and a database that does not answer, and no password', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const { code, said } = await doctor('Runtime', {
        RUNTIME_PORT: String((other.address() as AddressInfo).port),
        DATA_DIR: join(RUNTIME_ENTRY, 'data'),
        DATABASE_URL: `postgres://symphainy:${PASSWORD}@127.0.0.1:${await freePort()}/symphainy`,
        RUNTIME_REALMS: './no/such/realm,./nor/this/one',
      });

      expect(code).toBe(BAD_CONFIGURATION);
      const named = reasons({ code, said }).map((reason) => /[A-Z_]{4,}/.exec(reason)?.[0]);
      expect(named).toEqual(['RUNTIME_PORT', 'DATA_DIR', 'DATABASE_URL', 'RUNTIME_REALMS', 'RUNTIME_REALMS']);
      expect(said).not.toContain(PASSWORD);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });
});
