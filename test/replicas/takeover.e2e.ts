import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlaneClient } from '../processes/plane-client.js';
import type { PostgresServer } from '../postgres/postgres-server.js';
import { figures, print, SEED } from '../chaos/judge.js';
import { DATABASE, onScene } from './scene.js';
import { steps, takeTrip, timeOf } from './trips.js';

/** So many executions at the least. */
const EACH_HOLDS = 10;
/** Longer than anybody here waits: whatever is taken over before it is over is so for another reason. */
const LONG_LEASE = 120_000;
const LEASE = 2_000;
/** How long a connection to the database must last before it is trusted to see who is gone. */
const SETTLED = 6_000;
/** Somebody has to go on with them for all of the test. */
const LONG_TRIP = steps(400, 50);

/** By the lease that their holder has left: the replicas of this test differ in it. */
async function heldFor(postgres: PostgresServer, least: number, most: number): Promise<string[]> {
  const held = await postgres.query<{ id: string }>(
    `SELECT execution_id AS id FROM executions JOIN replicas ON owner = replica_id
     WHERE extract(epoch FROM lease_until - clock_timestamp()) * 1000 BETWEEN ${least} AND ${most}`,
    { database: DATABASE },
  );
  return held.map(({ id }) => id);
}

describe('executions of a replica that is lost', () => {
  it('go on at another one as soon as the connection is gone, or, where it stands, when the lease is over', async () => {
    const each: Record<string, string>[] = [{ LEASE_MS: String(LONG_LEASE) }, { LEASE_MS: String(LEASE) }, {}];
    await onScene({ seed: SEED, each }, async ({ replicas, postgres }) => {
      const [killed, stopped, other] = replicas.map(({ url }) => new PlaneClient(`${url}/api`));
      const session = await other!.session();
      // Whom one replica is busy taking on, another may claim: each is to hold some.
      const held = () => Promise.all([heldFor(postgres, LONG_LEASE / 2, LONG_LEASE), heldFor(postgres, 0, LEASE)]);
      while ((await held()).some(({ length }) => length < EACH_HOLDS)) {
        await Promise.all([killed!, stopped!].map((client) => takeTrip(client, session, LONG_TRIP)));
      }
      await sleep(SETTLED);

      const ofStopped = await heldFor(postgres, 0, LEASE);
      process.kill(replicas[1]!.pid, 'SIGSTOP');
      const stoppedAt = Date.now();
      const ofKilled = await heldFor(postgres, LONG_LEASE / 2, LONG_LEASE);
      await replicas[0]!.kill();
      const killedAt = Date.now();

      /** From the loss of its holder until the next event of each. */
      const pauses = (ids: string[], at: number): Promise<number[]> =>
        Promise.all(
          ids.map(async (id) => {
            for (;;) {
              const next = (await other!.events(id)).find((event) => timeOf(event) > at);
              if (next) return timeOf(next) - at;
              await sleep(100);
            }
          }),
        );
      const [afterKill, afterStop] = await Promise.all([pauses(ofKilled, killedAt), pauses(ofStopped, stoppedAt)]);
      const took = (what: string, times: number[]): void =>
        print('takeover', `${what}: ${times.length} executions go on after ${figures(times)}`);
      took(`killed, lease ${LONG_LEASE} ms`, afterKill);
      took(`stopped, lease ${LEASE} ms`, afterStop);
      expect(Math.min(afterKill.length, afterStop.length)).toBeGreaterThanOrEqual(EACH_HOLDS);
      expect(Math.max(...afterKill)).toBeLessThan(LONG_LEASE / 2);
    });
  });
});
