import { describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';

/** What Jest does, and then two suites that ask at once. */
const BORROWER = `
  const { default: lendServer } = await import('${pathToFileURL(join(import.meta.dirname, 'lent-server.mjs')).href}');
  await lendServer();
  const ask = async () => (await fetch(process.env.TEST_POSTGRES_LENDER)).text();
  console.log(JSON.stringify(await Promise.all([ask(), ask()])));
  setTimeout(() => undefined, process.argv[1] === 'stay' ? 60_000 : 500);
`;

function borrow(then: string) {
  const { TEST_DATABASE_URL: _url, TEST_POSTGRES_LENDER: _lender, ...env } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '-e', BORROWER, then], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const urls = once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => JSON.parse(text as string) as string[]);
  return { child, urls };
}

/** The folder of the server and its processes. */
async function traces(url: string): Promise<{ folder: string; pids: number[] }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ folder: string; pids: number[] }>(
    `SELECT current_setting('data_directory') AS folder, array_agg(pid) AS pids FROM pg_stat_activity`,
  );
  await client.end();
  return rows[0]!;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the server that all suites share', () => {
  it.each([
    ['comes to its end', 'leave', () => true],
    ['is killed', 'stay', (child: ChildProcess) => child.kill('SIGKILL')],
  ])('is started once, and is gone with its data when the run of Jest %s', async (_how, then, end) => {
    const { child, urls } = borrow(then);
    const [first, second] = await urls;
    expect(second).toBe(first);
    const { folder, pids } = await traces(first!);
    expect(existsSync(folder)).toBe(true);
    const exited = once(child, 'exit');

    end(child);
    await exited;

    const deadline = performance.now() + 10_000;
    while (existsSync(folder) || pids.some(isRunning)) {
      if (performance.now() > deadline) throw new Error(`${folder} or one of ${pids.join()} is still there.`);
      await sleep(20);
    }
  });
});
