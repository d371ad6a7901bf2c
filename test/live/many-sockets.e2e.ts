import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FollowTarget } from '@app/intent-client';
import type { EventPage, ExecutionAccepted, Session } from '@app/intent-contracts';
import { LONG, print } from '../chaos/judge.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { memoryOf, retainedBy, TELLS_RETAINED } from './memory-of.js';
import { SteadyFollower } from './steady-follower.js';

const SOCKETS = LONG ? 10_000 : 500;
const SESSIONS = 20;
const AT_ONCE = 100;
const MOST_MEMORY = LONG ? 600 : 250;

const SLOW = LONG ? 100 : 10;
const HEALTHY = SLOW * 9;
const PARCEL = 100 * 1024;
const PARCELS = (LONG ? 50 : 20) * 10;
/** What a slow one may cost: its buffer, a page that is on its way into it, and what holds both. */
const MEMORY_OF_A_SLOW_ONE = 1.5;
/** What is held of what happens, for all who follow it. */
const HELD = 30;
const WITHIN = LONG ? 900_000 : 150_000;

/** Linux alone tells what a process holds. */
const canMeasure = existsSync('/proc/self/status');
const untried = canMeasure ? '' : '(was not tried: there is no /proc that tells of memory) ';

describe('many sockets', () => {
  let runtime: PlaneProcess;
  let experience: PlaneProcess;
  let client: PlaneClient;
  let followers: SteadyFollower[];

  beforeEach(async () => {
    followers = [];
    experience = await experienceProcess('http://127.0.0.1:9');
    runtime = await runtimeProcess({ RUNTIME_REALMS: './examples/realms/orders,./test/live/realms/parcels' });
    await runtime.start();
    client = new PlaneClient(`${runtime.url}/api`);
  });
  afterEach(async () => {
    for (const follower of followers) follower.close();
    await Promise.all([experience.kill(), runtime.kill()]);
  });

  async function startExperience(env: Record<string, string> = {}): Promise<void> {
    experience = await experienceProcess(runtime.url, { LOG_LEVEL: 'error', ...env });
    await experience.start();
  }

  /** Connects them, so many at once, and waits until each was told what has happened so far. */
  async function connect(
    count: number,
    sessionOf: (index: number) => Session,
    ended?: FollowTarget,
  ): Promise<SteadyFollower[]> {
    const connected: SteadyFollower[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        const index = next++;
        const { session_id } = sessionOf(index);
        const before = ended && Array.from({ length: index }, () => ended);
        const follower = new SteadyFollower(`${experience.url}/v1`, { session_id }, before);
        followers.push(follower);
        connected.push(follower);
        await follower.until((seen) => seen.length > 0);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return connected;
  }

  const order = (session: Session): Promise<ExecutionAccepted> => client.accepted(placeOrder(session));
  const logOf = async ({ session_id }: Session): Promise<string[]> => {
    const ids: string[] = [];
    for (let after = ''; ;) {
      const query = after === '' ? '' : `&after=${after}`;
      const { body } = await client.get<EventPage>(`/events?session_id=${session_id}${query}`);
      ids.push(...body.events.map(({ id }) => id));
      if (body.events.length === 0 && body.next_cursor === after) return ids;
      after = body.next_cursor;
    }
  };

  it(
    `are served, ${SOCKETS} of them, in bounded memory, and all are back after Experience was killed`,
    async () => {
      await startExperience();
      const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => client.session()));
      await Promise.all(sessions.map(order));
      const began = Date.now();
      await connect(SOCKETS, (index) => sessions[index % SESSIONS]!);
      print('sockets', `${SOCKETS} connected after ${Date.now() - began} ms`);
      await Promise.all(sessions.map(order));
      await all(followers.map((follower) => follower.until((seen) => seen.length >= 18)));
      const memory = canMeasure ? memoryOf(experience) : 0;
      print('sockets', `Experience holds ${Math.round(memory)} MiB`);
      expect(memory).toBeLessThan(MOST_MEMORY);

      await experience.kill();
      await Promise.all(sessions.map(order));
      await experience.start({ within: 120_000 });
      await all(followers.map((follower) => follower.until((seen) => seen.length >= 27)));
      const logs = new Map(
        await Promise.all(sessions.map(async (session, index) => [index, await logOf(session)] as const)),
      );
      for (const [index, { seen }] of followers.entries())
        expect(seen).toHaveLength(logs.get(index % SESSIONS)!.length);
      expect(followers.filter(({ seen }, index) => seen.join() !== logs.get(index % SESSIONS)!.join())).toEqual([]);
    },
    WITHIN,
  );

  /** What Experience holds at most, and what it is given by the system, in MiB more than before some stopped reading. */
  interface Growth {
    retained: number;
    resident: number;
    /** Lets the slow ones read on, and fails if they are not told everything. */
    read: () => Promise<void>;
  }

  /** Some stop reading while much happens. */
  async function growth(twin = ''): Promise<Growth> {
    await startExperience({ NODE_OPTIONS: `${TELLS_RETAINED} ${twin}` });
    const [busy, quiet] = [await client.session(), await client.session()];
    const [{ execution_id }] = await Promise.all([order(busy), order(quiet)]);
    await client.ended(execution_id);
    // Under names that differ they are not sent the same bytes: it is the worst that they can ask for.
    const slow = await connect(SLOW, () => busy, { execution_id });
    const healthy = await connect(HEALTHY, () => quiet);
    const before = { retained: await retainedBy(experience), resident: memoryOf(experience) };
    const most = { ...before };
    const look = async (): Promise<void> => {
      most.resident = Math.max(most.resident, memoryOf(experience));
      most.retained = Math.max(most.retained, await retainedBy(experience));
    };
    for (const follower of slow) follower.stopReading();
    const { session_id, tenant_id } = busy;
    const parcels = { intent_type: 'parcels.send', realm: 'parcels', session_id, tenant_id };
    const parcel = 'x'.repeat(PARCEL);
    for (let sent = 0; sent < PARCELS; sent += 1) {
      await client.accepted({ ...parcels, payload: { content: parcel } });
      if (sent % 10 === 0) await look();
      if (sent % 50 === 0) await order(quiet);
    }
    await sleep(1_000);
    await look();
    const quietLog = await logOf(quiet);
    await all(healthy.map((follower) => follower.until((seen) => seen.length >= quietLog.length)));
    const read = async (): Promise<void> => {
      const log = await logOf(busy);
      for (const follower of slow) follower.readOn();
      await all(slow.map((follower) => follower.until((seen) => seen.length >= log.length)));
      expect(slow.filter(({ seen }) => seen.join() !== log.join())).toEqual([]);
    };
    const [retained, resident] = [most.retained - before.retained, most.resident - before.resident];
    print(
      'sockets',
      `${SLOW} of ${SLOW + HEALTHY} ${twin === '' ? 'stop reading' : 'stop reading, and are sent everything'}: Experience holds ${Math.round(retained)} MiB more, ${Math.round(resident)} MiB with its garbage`,
    );
    return { retained, resident, read };
  }

  const most = HELD + SLOW * MEMORY_OF_A_SLOW_ONE;
  it(
    `${untried}of which ${SLOW} stop reading while ${(PARCEL * PARCELS) / 2 ** 20} MiB happen cost no more than their buffers, the others are told all, and the slow ones go on without a gap`,
    async () => {
      if (!canMeasure) return;
      const { retained, read } = await growth();
      expect(retained).toBeLessThan(most);
      await read();
    },
    WITHIN,
  );

  it(
    `${untried}are caught to cost more where the server goes on sending to those who do not read`,
    async () => {
      if (!canMeasure) return;
      const { retained } = await growth(`--import ${new URL('./twins/never-stops-sending.mjs', import.meta.url).href}`);
      expect(retained).toBeGreaterThan(most);
    },
    WITHIN,
  );
});

/** All of them, and the first that fails. */
async function all(promises: readonly Promise<void>[]): Promise<void> {
  await Promise.all(promises);
}
