import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { check } from '../chaos/checker.js';
import { chaosRuntime } from '../chaos/chaos-runtime.js';
import { Crowd } from '../chaos/crowd.js';
import { bound, LONG, print, SEED } from '../chaos/judge.js';
import { LedgerServer } from '../chaos/ledger.js';
import { Random } from '../chaos/random.js';
import { PostgresServer } from '../postgres/postgres-server.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { Audience } from './audience.js';

const DELIVERIES = Number(process.env['LIVE_DELIVERIES'] ?? (LONG ? 1_000_000 : 5_000));
const CUSTOMERS = 8;
/** Two hundred in the long run; in the short one as many as leave two cores time for what they follow. */
const PART = LONG ? 1 : 4;
const SUBSCRIBERS = { ofTenant: 40 / PART, ofSessions: 80 / PART, ofExecutions: 80 / PART };
const START = { within: 60_000 };
const WITHIN = 240_000 + DELIVERIES / 2;

/** Where it happens: customers order of the first Runtime, and Experience asks the last. */
interface Stage {
  readonly runtimes: readonly PlaneProcess[];
  readonly experience: PlaneProcess;
  readonly ledger: LedgerServer;
}

/** Kills either plane now and then, until enough was delivered. */
async function killAgainAndAgain({ runtimes, experience }: Stage, audience: Audience, random: Random): Promise<number> {
  let kills = 0;
  while (audience.deliveries < DELIVERIES || kills < 4) {
    await sleep(random.between(1_000, 4_000));
    const victim = kills % 2 === 0 ? experience : random.oneOf(runtimes as [PlaneProcess, ...PlaneProcess[]]);
    await victim.kill();
    kills += 1;
    await sleep(random.between(0, 500));
    await victim.start(START);
  }
  return kills;
}

async function run(stage: Stage): Promise<void> {
  const { runtimes, experience, ledger } = stage;
  const client = new PlaneClient(`${runtimes[0]!.url}/api`);
  await Promise.all([...runtimes, experience].map((plane) => plane.start(START)));
  const crowd = await Crowd.gather(client, CUSTOMERS, SEED);
  const base = (): string => `${experience.url}/v1`;
  const audience = new Audience(crowd, { seed: SEED, tenantId: 'acme', base, ...SUBSCRIBERS });
  try {
    const killing = killAgainAndAgain(stage, audience, new Random(SEED));
    const kills = await Promise.race([killing, crowd.trouble, audience.trouble]);
    const history = await crowd.goHome(ledger);
    const told = await audience.goHome();
    const violations = check({ ...history, subscriptions: [...(history.subscriptions ?? []), ...told] });
    print(
      'live',
      `CHAOS_SEED=${SEED}: ${audience.deliveries} deliveries to ${told.length} subscriptions in ${audience.stays} stays, ` +
        `${history.intents.length} intents, ${kills} kills, ${violations.length} violations ` +
        `(fewer than ${bound(audience.stays)} % of stays lose or repeat anything)`,
    );
    expect(violations.slice(0, 10)).toEqual([]);
    expect(audience.stays).toBeGreaterThan(told.length);

    // The same eyes see it when one event is missing, or told twice.
    const busy = told.find(({ seen }) => seen.length > 10)!;
    const [first, ...rest] = busy.seen;
    for (const seen of [rest, [first!, ...busy.seen]]) {
      const caught = check({ ...history, subscriptions: [{ ...busy, seen }] });
      expect(caught.map(({ invariant }) => invariant)).toContain('I10');
    }
  } finally {
    crowd.disperse();
    audience.disperse();
    await Promise.all([...runtimes, experience].map((plane) => plane.kill()));
    await ledger.close();
  }
}

describe('those who follow events, break off, come back by another way, and go on', () => {
  it(
    'are told the log, no more and no less, through kills of both planes',
    async () => {
      const ledger = await LedgerServer.listen();
      const runtime = await chaosRuntime(ledger);
      await run({ runtimes: [runtime], experience: await experienceProcess(runtime.url), ledger });
    },
    WITHIN,
  );

  it(
    'are told it by a replica that carries nothing out of what they follow, on PostgreSQL',
    async () => {
      const ledger = await LedgerServer.listen();
      const postgres = await PostgresServer.start();
      const env = { DATABASE_URL: await postgres.createDatabase('live'), DATA_DIR: temporaryFolder('data') };
      // The other one takes nothing new, since nobody asks it to, and goes on with what a dead one has left.
      const runtimes = [await chaosRuntime(ledger, env), await chaosRuntime(ledger, env)];
      await run({ runtimes, experience: await experienceProcess(runtimes[1]!.url), ledger });
      await postgres.remove();
    },
    WITHIN,
  );
});
