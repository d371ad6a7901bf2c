import PgBoss from 'pg-boss';
import { Pool } from 'pg';
import { checkOrders, orderOf, placeOrder } from './order.mjs';

const QUEUE = 'place-order';
const AT_ONCE = 64;

/**
 * One plain job. Its own worker looks for jobs every half a second at most, which would be all that is measured: here they
 * are fetched as soon as there are any, as many as there are, and completed together, which was the fastest of what was
 * tried.
 */
export async function start({ databaseUrl }) {
  const boss = new PgBoss({ connectionString: databaseUrl, max: 20, supervise: false, schedule: false });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(QUEUE);
  const waiting = new Map();
  let [sent, taken, taking] = [0, 0, false];

  async function takeAll() {
    taking = true;
    while (taken < sent) {
      const jobs = await boss.fetch(QUEUE, { batchSize: AT_ONCE });
      if (jobs.length === 0) continue;
      taken += jobs.length;
      const results = jobs.map(({ data }) => placeOrder(data));
      const ids = jobs.map(({ id }) => id);
      await boss.complete(QUEUE, ids);
      for (const result of results) {
        waiting.get(result.order_id).resolve(result);
        waiting.delete(result.order_id);
      }
    }
    taking = false;
  }

  async function send(order) {
    await boss.send(QUEUE, order);
    sent += 1;
    if (taking) return;
    takeAll().catch((error) => {
      for (const { reject } of waiting.values()) reject(error);
    });
  }

  return {
    durability: 'one commit to add the job, two to fetch and to complete it with others',
    carryOut: async (number) => {
      const order = orderOf(number);
      // First of all: it may be taken before this one is told that it is kept.
      const carriedOut = new Promise((resolve, reject) => waiting.set(order.order_id, { resolve, reject }));
      await Promise.all([send(order), carriedOut]);
    },
    check: async (count) => checkOrders(await completed(databaseUrl), count, 'pg-boss'),
    stop: () => boss.stop({ graceful: false }),
  };
}

async function completed(databaseUrl) {
  const pool = new Pool({ connectionString: databaseUrl });
  const { rows } = await pool.query(
    `SELECT data ->> 'order_id' AS order_id FROM pgboss.job WHERE name = $1 AND state = 'completed'`,
    [QUEUE],
  );
  await pool.end();
  return rows.map(({ order_id }) => order_id);
}
