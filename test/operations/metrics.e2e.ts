import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SteadyFollower } from '../live/steady-follower.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient, send } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { GuardedPlanes } from '../security/guarded-planes.js';

const ORDERS = 20;
const TOKEN = 'the-token-of-those-who-look-after-it';

async function metricsOf({ url }: PlaneProcess): Promise<string> {
  const { status, text, headers } = await send('GET', `${url}/metrics`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return text;
}

/** What a series says; 0 where there is none yet. */
function value(text: string, series: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return Number(line?.slice(series.length) ?? 0);
}

const seriesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('symphainy_'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));

describe('the metrics of both planes', () => {
  let runtime: PlaneProcess;
  let experience: PlaneProcess;

  beforeAll(async () => {
    runtime = await runtimeProcess();
    experience = await experienceProcess(runtime.url);
    await Promise.all([runtime.start(), experience.start()]);
  });
  afterAll(() => Promise.all([experience.kill(), runtime.kill()]));

  it('count what was done, by the pattern of the route, and grow by no series however much is done', async () => {
    const client = new PlaneClient(`${experience.url}/v1`);
    const session = await client.session();
    const orders = async (): Promise<void> => {
      for (let placed = 0; placed < ORDERS; placed += 1) {
        const { execution_id: id } = await client.accepted(placeOrder(session));
        await client.ended(id);
        await client.get(`/no/such/route/${id}`);
      }
    };
    await orders();
    const first = await Promise.all([runtime, experience].map(metricsOf));
    expect(value(first[0]!, 'symphainy_intents_accepted_total')).toBe(ORDERS);
    expect(value(first[0]!, 'symphainy_executions_ended_total')).toBe(ORDERS);
    expect(value(first[0]!, 'symphainy_events_total')).toBeGreaterThan(5 * ORDERS);
    expect(value(first[0]!, 'symphainy_execution_slots')).toBe(1_024);
    const submits = (path: string): string =>
      `symphainy_http_request_duration_seconds_count{method="POST",route="${path}",status="202"}`;
    expect(value(first[0]!, submits('/api/intent/submit'))).toBe(ORDERS);
    expect(value(first[1]!, submits('/v1/intent/submit'))).toBe(ORDERS);
    await orders();
    const second = await Promise.all([runtime, experience].map(metricsOf));
    // The answers to the first reading of the metrics themselves are new.
    const grown = second.flatMap((text, index) => {
      const known = new Set(seriesOf(first[index]!));
      return seriesOf(text).filter((series) => !known.has(series) && !series.includes('route="/metrics"'));
    });
    expect(grown).toEqual([]);
    for (const text of second) expect(text).not.toMatch(/exe_|ses_|acme|order-/);
  });

  it('say how many follow streams, over how many of Runtime’s, and whether that is there', async () => {
    const client = new PlaneClient(`${experience.url}/v1`);
    const session = await client.session();
    const { session_id } = session;
    const followers = Array.from({ length: 5 }, () => new SteadyFollower(`${experience.url}/v1`, { session_id }));
    await client.accepted(placeOrder(session));
    await Promise.all(followers.map((follower) => follower.until((seen) => seen.length > 0)));
    const during = await metricsOf(experience);
    expect(value(during, 'symphainy_streams')).toBe(5);
    expect(value(during, 'symphainy_upstream_streams')).toBe(1);
    expect(value(during, 'symphainy_runtime_reachable')).toBe(1);
    for (const follower of followers) follower.close();
    await runtime.kill();
    await client.get('/session').catch(() => undefined);
    expect(value(await metricsOf(experience), 'symphainy_runtime_reachable')).toBe(0);
    await runtime.start();
  });
});

describe('the metrics of planes whose callers say who they are', () => {
  let planes: GuardedPlanes | undefined;
  afterAll(() => planes?.kill());

  it('are there for whoever brings the token of metrics, and for nobody else', async () => {
    planes = await GuardedPlanes.start({ METRICS_TOKEN: TOKEN });
    const user = await planes.issuer.token('acme');
    for (const { url } of [planes.runtime, planes.experience]) {
      const read = async (credential?: string): Promise<number> => {
        const headers: Record<string, string> =
          credential === undefined ? {} : { authorization: `Bearer ${credential}` };
        const answer = await send('GET', `${url}/metrics`, { headers });
        expect(answer.headers.has('www-authenticate')).toBe(answer.status === 401);
        return answer.status;
      };
      expect(await read(TOKEN)).toBe(200);
      expect(await read()).toBe(401);
      expect(await read(user)).toBe(401);
      expect(await read(planes.serviceToken)).toBe(401);
    }
  });
});
