import { Logger, run } from 'graphile-worker';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { checkOrders, orderOf, placeOrder } from './order.mjs';

const TASK = 'place-order';
const AT_ONCE = 64;

/**
 * One plain job. Jobs are fetched and completed in batches, as its manual advises where many are short: with its defaults
 * it is slower. A job is gone when it is complete and its result is kept nowhere, so that both are looked for apart.
 */
export async function start({ databaseUrl }) {
  const pool = new Pool({ connectionString: databaseUrl, max: 20 });
  pool.on('error', (error) => console.error(error));
  pool.on('connect', (client) => client.on('error', (error) => console.error(error)));
  const results = new Map();
  const waiting = new Map();
  const runner = await run({
    pgPool: pool,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    preset: { worker: { concurrentJobs: AT_ONCE, localQueue: { size: AT_ONCE }, completeJobBatchDelay: 0 } },
    taskList: { [TASK]: (order) => void results.set(order.order_id, placeOrder(order)) },
  });
  runner.events.on('job:complete', ({ job, error }) => {
    const { resolve, reject } = waiting.get(job.payload.order_id);
    waiting.delete(job.payload.order_id);
    if (error) reject(error);
    else resolve();
  });
  const left = async () => Number((await pool.query('SELECT count(*) FROM graphile_worker.jobs')).rows[0].count);
  return {
    durability: 'one commit to add the job, two to fetch and to remove it with others',
    carryOut: async (number) => {
      const order = orderOf(number);
      const carriedOut = new Promise((resolve, reject) => waiting.set(order.order_id, { resolve, reject }));
      await Promise.all([runner.addJob(TASK, order), carriedOut]);
    },
    // It tells of a job before that is removed: the clock must not stop until they all are.
    settled: async () => {
      while ((await left()) > 0) await sleep(1);
    },
    check: async (count) => checkOrders([...results.keys()], count, 'graphile-worker'),
    stop: async () => {
      await runner.stop();
      await pool.end();
    },
  };
}
