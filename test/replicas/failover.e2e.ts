import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportOn } from '../chaos/chaos-report.js';
import { during, type ChaosOutcome, type Kill } from '../chaos/chaos-run.js';
import type { Crowd } from '../chaos/crowd.js';
import { PostgresServer } from '../postgres/postgres-server.js';
import { TcpProxy } from '../processes/tcp-proxy.js';
import { bound, figures, judge, LONG, print, SEED, violated } from '../chaos/judge.js';
import { replicasRun, type Scene } from './scene.js';
import { acceptedSince, unserved } from './service.js';

const FAILOVERS = Number(process.env['CHAOS_KILLS'] ?? (LONG ? 20 : 1));
const CUSTOMERS = LONG ? 48 : 16;
const PER_FAILOVER = 40_000;
const TO_REST = 150_000;
/** Somebody is to be served again at some time; how soon is printed. */
const AGAIN_WITHIN = 60_000;
/** What was lost is not waited for as long as what is only slow. */
const PATIENCE = 8_000;

interface FailoverOutcome extends ChaosOutcome {
  /** Milliseconds from the death of each primary to the first intent that was accepted then. */
  backAfter: number[];
  unserved: string[];
}

/** Kills the primary under load, promotes its standby and leads everybody there, again and again. */
async function failoverRun(
  failovers: number,
  { synchronous, patience }: { synchronous: boolean; patience?: number },
): Promise<FailoverOutcome> {
  const backAfter: number[] = [];
  let refused: string[] = [];
  let road: TcpProxy | undefined;
  const port = async (postgres: PostgresServer): Promise<number> =>
    (road ??= await TcpProxy.listen(postgres.port)).port;

  const failAgainAndAgain = async ({ postgres, client, random }: Scene, crowd: Crowd): Promise<Kill[]> => {
    const done: Kill[] = [];
    let primary = postgres;
    while (done.length < failovers) {
      const log = await TcpProxy.listen(primary.port);
      const standby = await PostgresServer.standbyOf(primary, { synchronous, primaryPort: log.port });
      await sleep(random.between(500, 2_000));
      if (!synchronous) {
        log.freeze();
        await acceptedSince(client, Date.now(), AGAIN_WITHIN);
      }
      const old = primary;
      let killedAt = 0;
      done.push(
        await during(crowd, 0, async () => {
          await old.kill();
          killedAt = Date.now();
        }),
      );
      log.cut();
      await standby.promote();
      road!.target = standby.port;
      road!.cut();
      backAfter.push((await acceptedSince(client, killedAt, AGAIN_WITHIN)) - killedAt);
      primary = standby;
      await Promise.all([old.remove(), log.close()]);
    }
    // What the last one left behind mixes with new work.
    await sleep(2_000);
    refused = unserved(client.heard);
    return done;
  };

  try {
    const options = { seed: SEED, customers: CUSTOMERS, port, ...(patience && { patience }) };
    const outcome = await replicasRun(options, failAgainAndAgain);
    return { ...outcome, backAfter, unserved: refused };
  } finally {
    await road?.close();
  }
}

describe('a primary that is killed, and its standby promoted', () => {
  it(
    'loses nothing that was acknowledged where the standby is synchronous',
    async () => {
      const outcome = await failoverRun(FAILOVERS, { synchronous: true });
      print('failover', reportOn(outcome));
      print(
        'failover',
        `${FAILOVERS} failovers, CHAOS_SEED=${SEED}: intents are accepted again ${figures(outcome.backAfter)} after the kill`,
      );
      const violations = judge('failover', outcome);
      if (violations.length === 0)
        print('failover', `no violation: fewer than ${bound(FAILOVERS)} % of failovers cause one`);

      if (outcome.unserved.length > 0) print('failover', outcome.logs);

      expect(violations.slice(0, 20)).toEqual([]);
      expect(outcome.unserved).toEqual([]);
      expect(outcome.kills.flatMap(({ acknowledged }) => acknowledged).length).toBeGreaterThan(FAILOVERS);
    },
    FAILOVERS * PER_FAILOVER + TO_REST,
  );

  it(
    'is caught to have lost what was acknowledged where the standby lags behind',
    async () => {
      const outcome = await failoverRun(1, { synchronous: false, patience: PATIENCE });
      const found = violated(outcome);
      print('failover', `asynchronous, CHAOS_SEED=${SEED}: ${found.join(', ')} violated`);
      expect(found).toContain('I1');
    },
    PER_FAILOVER + TO_REST,
  );
});
