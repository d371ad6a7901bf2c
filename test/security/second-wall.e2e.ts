import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresServer } from '../postgres/postgres-server.js';
import { send } from '../processes/plane-client.js';
import { GuardedPlanes } from './guarded-planes.js';
import { owned, type Owned } from './owned.js';

const TWIN = { NODE_OPTIONS: `--import ${new URL('./twins/no-tenant-condition.mjs', import.meta.url).href}` };

/** What belongs to a tenant and is found by its id. */
const paths = ({ sessionId, executionId, contentId }: Owned): string[] => [
  `/session/${sessionId}`,
  `/session/${sessionId}/state`,
  `/execution/${executionId}`,
  `/execution/${executionId}/status`,
  `/execution/${executionId}/undo-plan`,
  `/execution/${executionId}/events`,
  `/artifact/${contentId}`,
  `/artifact/${contentId}/lineage`,
  `/artifact/${contentId}/content`,
];
const LISTS = ['/session', '/execution', '/artifact', '/access/key'];

/** What another tenant is answered for what is acme's, by a Runtime that forgets to ask for the tenant's alone. */
async function leaks(env: Record<string, string>): Promise<string[]> {
  const planes = await GuardedPlanes.start({ ...TWIN, ...env });
  const acme = await owned(planes, 'acme');
  const headers = planes.headers(await planes.issuer.token('globex'));
  const seen: string[] = [];
  for (const path of [...paths(acme), ...LISTS]) {
    const { status, text } = await send('GET', `${planes.runtime.url}/api${path}`, { headers });
    const isTold = [acme.sessionId, acme.executionId, acme.contentId, acme.keyId].some((id) => text.includes(id));
    if (status < 400 && (isTold || !LISTS.includes(path))) seen.push(path);
  }
  await planes.kill();
  return seen;
}

describe('a Runtime that has lost the tenant out of what it asks the store for', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start({ durable: false });
  });
  afterAll(() => server.remove());

  it('on PostgreSQL still shows no tenant what is another’s, because the database does not', async () => {
    expect(await leaks({ DATABASE_URL: server.url() })).toEqual([]);
  });

  it('on SQLite shows it, so that it is the database that has kept it', async () => {
    expect((await leaks({})).length).toBeGreaterThan(8);
  });
});
