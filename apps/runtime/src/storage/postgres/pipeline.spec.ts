import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../testing/postgres-database.js';
import { connectionConfig } from './connections.js';
import { DatabasePool } from './database-pool.js';
import { Pipeline } from './pipeline.js';

describe('the pipeline', () => {
  let database: FreshDatabase;
  let pool: DatabasePool;
  let pipeline: Pipeline;

  beforeEach(async () => {
    database = await freshDatabase();
    const config = connectionConfig(database.url, 30_000);
    pool = new DatabasePool(config, 1);
    pipeline = new Pipeline(config, 'SET jit = off');
    await pool.query('CREATE TABLE numbers (number integer PRIMARY KEY)', []);
    await ask('SELECT');
  });
  afterEach(async () => {
    await pipeline.close();
    await pool.close();
    await database.drop();
  });

  const ask = (text: string): Promise<unknown[]> => pipeline.alone((run) => run({ text }));
  const pid = async (): Promise<unknown> =>
    ((await ask('SELECT pg_backend_pid() AS pid')) as { pid: number }[])[0]!.pid;

  it('answers what was sent before it is closed, in the order in which it was sent', async () => {
    const heard: string[] = [];
    const sent = [
      ask('SELECT pg_sleep(0.2)').then(() => heard.push('slow')),
      ask('INSERT INTO numbers VALUES (1)').then(() => heard.push('quick')),
    ];
    // As who asks gets to it: in this turn of the loop nothing has been sent yet.
    await new Promise(setImmediate);
    await pipeline.close();
    await Promise.all(sent);
    expect(heard).toEqual(['slow', 'quick']);
    await expect(pool.query('SELECT number FROM numbers', [])).resolves.toEqual([{ number: 1 }]);
  });

  it('lets a statement that fails fail alone, whatever was sent before and behind it', async () => {
    const connection = await pid();
    const outcomes = await Promise.allSettled(
      [1, 2, 2, 3].map((number) => ask(`INSERT INTO numbers VALUES (${number})`)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    await expect(ask('SELECT number FROM numbers')).resolves.toHaveLength(3);
    await expect(pid()).resolves.toBe(connection);
  });

  it('carries statements out together or not at all, and whatever is sent behind them after them', async () => {
    const statementOf = (number: number) => ({ text: `INSERT INTO numbers VALUES (${number})` });
    const together = (...numbers: number[]) => pipeline.together(numbers.map(statementOf), () => undefined);
    const outcomes = await Promise.allSettled([
      together(1, 2),
      together(3, 1, 4),
      ask('INSERT INTO numbers VALUES (3)'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(ask('SELECT number FROM numbers ORDER BY number')).resolves.toEqual(
      [1, 2, 3].map((number) => ({ number })),
    );
  });

  it('takes nothing of a transaction that this process does not come to commit', async () => {
    const connection = await pid();
    const statements = [1, 2].map((number) => ({ text: `INSERT INTO numbers VALUES (${number})` }));
    const died = pipeline.together(statements, () => {
      throw new Error('it dies here');
    });
    await expect(died).rejects.toThrow('it dies here');
    await expect(ask('SELECT number FROM numbers')).resolves.toEqual([]);
    await expect(pid()).resolves.not.toBe(connection);
  });

  it('fails everything that was sent when its connection breaks, and gives the next one another connection', async () => {
    const connection = await pid();
    const sent = [ask('SELECT pg_sleep(30)'), ask('INSERT INTO numbers VALUES (1)')].map((asked) =>
      asked.catch((error: Error) => error.name),
    );
    await new Promise(setImmediate);
    await pool.query('SELECT pg_terminate_backend($1)', [connection]);
    await expect(Promise.all(sent)).resolves.toEqual(['StoreFailure', 'StoreFailure']);
    await expect(ask('SELECT number FROM numbers')).resolves.toEqual([]);
    await expect(pid()).resolves.not.toBe(connection);
  });

  it('uses another connection when an idle one has broken, without failing anything', async () => {
    const connection = await pid();
    await pool.query('SELECT pg_terminate_backend($1)', [connection]);
    for (let alive = true; alive;) {
      const found = await pool.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [connection]);
      alive = found.length > 0;
    }
    // The end of the connection is heard of in another turn of the loop than it happens in.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(pid()).resolves.not.toBe(connection);
  });
});
