import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LONG, print, SEED } from '../chaos/judge.js';
import { PostgresServer } from '../postgres/postgres-server.js';
import { BothPlanes } from '../processes/both-planes.js';
import { send } from '../processes/plane-client.js';
import { fuzz, somethingKnown, type FuzzOutcome } from './fuzz-run.js';
import type { OpenApi } from './openapi-operations.js';

/** To a plane on one store; there are two. */
const REQUESTS = LONG ? 5_000 : 300;
const UNLIKE = pathToFileURL(join(import.meta.dirname, 'preloads/unlike-its-document.mjs')).href;

/** Of the broken twin, what is wrong where. */
const UNLIKE_THERE = { '/api/session': 'additional properties', '/api/artifact': '500' };

let planes: BothPlanes | undefined;
afterEach(() => planes?.kill());

async function fuzzed(
  env: Record<string, string>,
  requests: number,
  only?: readonly string[],
): Promise<Record<'Runtime' | 'Experience', FuzzOutcome>> {
  planes = await BothPlanes.start({ LOG_LEVEL: 'error', ...env });
  const { api, v1 } = planes;
  const known = await somethingKnown(v1);
  const run = async (plane: typeof api, seed: number): Promise<FuzzOutcome> => {
    const { body } = await send<OpenApi>('GET', `${plane.base}/openapi.json`);
    const paths = Object.entries(body.paths).filter(([path]) => only === undefined || only.includes(path));
    return fuzz({ plane, document: { ...body, paths: Object.fromEntries(paths) }, known, requests, seed });
  };
  const [Runtime, Experience] = await Promise.all([run(api, SEED), run(v1, SEED + 1)]);
  return { Runtime, Experience };
}

describe('a request that is drawn from the OpenAPI document and spoilt', () => {
  it.each(['SQLite', 'PostgreSQL'])(
    'is answered as the document says and never with a 5xx, by either plane on %s',
    async (store) => {
      const env: Record<string, string> = {};
      if (store === 'PostgreSQL') {
        const postgres = await PostgresServer.start({ durable: false });
        env['DATABASE_URL'] = await postgres.createDatabase('fuzz');
      }
      const outcomes = await fuzzed(env, REQUESTS);

      for (const [plane, { statuses, succeeded, operations }] of Object.entries(outcomes)) {
        print(`fuzz, ${plane} on ${store}, CHAOS_SEED=${SEED}`, {
          statuses,
          succeeded: `${succeeded} of ${operations} operations`,
        });
      }
      expect([...outcomes.Runtime.flaws, ...outcomes.Experience.flaws]).toEqual([]);
      // One that was refused everything would have tried nothing.
      for (const { succeeded, operations } of Object.values(outcomes)) {
        expect(succeeded).toBeGreaterThan(operations / 3);
      }
    },
    LONG ? 900_000 : 120_000,
  );

  it('catches a route that fails, and one that tells what its document does not', async () => {
    const { Runtime } = await fuzzed({ NODE_OPTIONS: `--import ${UNLIKE}` }, 100, Object.keys(UNLIKE_THERE));

    for (const [path, flaw] of Object.entries(UNLIKE_THERE)) {
      expect(Runtime.flaws).toContainEqual(expect.stringMatching(new RegExp(`^GET ${path}[ ?].*→ .*${flaw}`, 's')));
    }
  }, 60_000);
});
