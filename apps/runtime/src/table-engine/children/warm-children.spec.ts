import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ChildLimits } from './child-limits.js';
import { childEntry, type ChildCode } from './testing/child-entry.js';
import { WarmChildren } from './warm-children.js';

interface Job {
  workDir: string;
  ask?: string;
}

interface Seen {
  pid: number;
  workDir: string;
  files: string[];
  left: string | undefined;
}

/** Says what it finds, and leaves something behind. */
const LOOK = `const seen = { pid: process.pid, workDir: job.workDir, files: fs.readdirSync(job.workDir), left: globalThis.left };
  globalThis.left = 'a secret'; fs.writeFileSync(job.workDir + '/left', ''); return seen;`;

let folder: string;
let children: WarmChildren<Job, Seen>;
const errors = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warm-children-spec-'));
  errors.mockClear();
});
afterEach(async () => {
  await children.close();
  await rm(folder, { recursive: true });
});

/** Keeps children ready that run this code. One that has rehearsed leaves a file of its number in the folder. */
async function keep(code: Partial<ChildCode> = {}, limits: Partial<ChildLimits> = {}): Promise<void> {
  const rehearse = `fs.writeFileSync(${JSON.stringify(folder)} + '/' + process.pid, '');`;
  children = new WarmChildren('reader', {
    entry: await childEntry(folder, { carryOut: LOOK, rehearse, ...code }),
    atWork: 2,
    ready: 1,
    timeoutMs: 30_000,
    startMs: 30_000,
    heapMib: 64,
    ...limits,
  });
  children.keepReady({ afterMs: 0 });
}

/** The one child that is ready and none of these. */
async function ready(...others: number[]): Promise<number> {
  for (;;) {
    const pid = readdirSync(folder)
      .map(Number)
      .find((name) => Number.isInteger(name) && !others.includes(name));
    if (pid !== undefined) return pid;
    await sleep(10);
  }
}

async function untilEnded(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(10);
  }
}

const look = () => children.ask((workDir) => ({ workDir }), new AbortController().signal);

describe('children that are ready before there is a job', () => {
  it('take up the job, and another one gets ready', async () => {
    await keep();
    const first = await ready();
    expect(await look()).toMatchObject({ pid: first });
    const second = await ready(first);
    expect(await look()).toMatchObject({ pid: second });
  });

  it('let no job see what another one left', async () => {
    await keep();
    const [first, second] = [await look(), await look()];
    for (const { files, left, workDir } of [first, second]) {
      expect({ files, left, isThere: existsSync(workDir) }).toEqual({ files: [], left: undefined, isThere: false });
    }
    expect(second.pid).not.toBe(first.pid);
    expect(second.workDir).not.toBe(first.workDir);
  });

  it.each([
    ['dies', 'SIGKILL'],
    ['hangs', 'SIGSTOP'],
  ] as const)('are replaced when one %s, and the next job does not notice', async (_, signal) => {
    await keep({}, { startMs: 1_500 });
    const lost = await ready();
    process.kill(lost, signal);
    expect((await look()).pid).not.toBe(lost);
    await untilEnded(lost);
    expect(errors).toHaveBeenCalledWith(expect.stringMatching(/^The reader .* It had begun no job\./));
    await ready(lost);
  });

  it('are replaced ever more slowly when they do not get ready, and jobs are carried out all the same', async () => {
    await keep({ rehearse: `throw new Error('no library')` });
    while (errors.mock.calls.length < 2) await sleep(20);
    expect(errors.mock.calls.map(String)).toEqual([
      expect.stringMatching(/exit code 1.*no library.*in 1 s/s),
      expect.stringMatching(/exit code 1.*no library.*in 2 s/s),
    ]);
    expect(await look()).toMatchObject({ files: [] });
  });

  it('fail a job that has begun, rather than begin it twice', async () => {
    await keep({ carryOut: `fs.appendFileSync(${JSON.stringify(folder)} + '/begun', 'x'); process.exit(3);` });
    await ready();
    await expect(look()).rejects.toThrow('The reader ended early (exit code 3).');
    expect(readFileSync(join(folder, 'begun'), 'utf8')).toBe('x');
  });

  it('are gone, and none follows, when they are no longer wanted', async () => {
    await keep();
    const first = await ready();
    await children.close();
    expect(() => process.kill(first, 0)).toThrow('ESRCH');
    await look();
    expect(errors).not.toHaveBeenCalled();
    expect(readdirSync(folder).filter((name) => /^\d+$/.test(name))).toEqual([String(first)]);
  });

  it('are not used up by a job that was given up in line', async () => {
    await keep({ carryOut: `await new Promise((resolve) => setTimeout(resolve, 200)); ${LOOK}` }, { atWork: 1 });
    const first = look();
    const caller = new AbortController();
    const given = children.ask((workDir) => ({ workDir }), caller.signal);
    caller.abort(new Error('cancelled'));
    await expect(given).rejects.toThrow('cancelled');
    await first;
    expect(await look()).toMatchObject({ pid: await ready() });
  });
});
