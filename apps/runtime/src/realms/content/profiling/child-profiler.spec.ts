import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { childEntry } from '../../../table-engine/children/testing/child-entry.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { ChildProfiler } from './child-profiler.js';
import { ProfilerFailed } from './profiler.js';
import { ProfilerLimits } from './profiler-limits.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'children-spec-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A profiler whose children run this code; `job` is what they are sent. */
async function profilerOf(onJob: string, limits: Partial<ProfilerLimits> = {}): Promise<ChildProfiler> {
  return new ChildProfiler({
    ...new ProfilerLimits(),
    entry: await childEntry(folder, { carryOut: onJob }),
    ...limits,
  });
}

const job = {
  path: '/somewhere',
  filename: 'f.csv',
  format: { format: 'text', mediaType: 't', encoding: 'utf-8' },
} as const;
const keepNothing = () => Promise.resolve();
const never = () => new AbortController().signal;

describe('profiling in a child', () => {
  it('hands back what the child answers', async () => {
    const profiler = await profilerOf(`return { done: { ...job, copies: [] } }`);
    expect(await profiler.profile(job, never(), keepNothing)).toMatchObject({ task: 'profile', ...job });
  });

  it('blames the file where the child does', async () => {
    const profiler = await profilerOf(`return { unreadable: 'Line 3 is broken.' }`);
    await expect(profiler.profile(job, never(), keepNothing)).rejects.toEqual(new FileUnreadable('Line 3 is broken.'));
  });

  it.each([
    ['says so', `return { failed: 'out of memory' }`, 'out of memory'],
    ['crashes', `throw new Error('ouch')`, /exit code 1.*Error: ouch/s],
    ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'The profiler ended early (SIGKILL).'],
    ['leaves without a word', `process.exit(0)`, 'The profiler ended early (exit code 0).'],
    [
      'fills its heap',
      `const all = []; for (;;) all.push(new Array(1e5).fill({}))`,
      /ended early.*heap out of memory/s,
    ],
  ])('fails alone when the child %s', async (_, code, message) => {
    const profiler = await profilerOf(code, { heapMib: 16 });
    const failed = profiler.profile(job, never(), keepNothing);
    await expect(failed).rejects.toThrow(ProfilerFailed);
    await expect(failed).rejects.toThrow(message);
  });

  it('keeps a bounded part of what a child says in anger', async () => {
    const profiler = await profilerOf(`fs.writeSync(2, 'x'.repeat(100_000)); process.exit(1)`);
    const error = await profiler.profile(job, never(), keepNothing).catch((thrown: unknown) => thrown as Error);
    expect((error as Error).message.length).toBeLessThan(1100);
  });

  it('stops a child that takes too long', async () => {
    const profiler = await profilerOf(`for (;;);`, { timeoutMs: 300 });
    await expect(profiler.profile(job, never(), keepNothing)).rejects.toThrow(
      'The profiler took longer than 0.3 s and was stopped.',
    );
  });

  it('stops a child that nobody waits for any more', async () => {
    const profiler = await profilerOf(`fs.writeFileSync('${folder}/started', String(process.pid)); for (;;);`);
    const caller = new AbortController();
    const profiled = profiler.profile(job, caller.signal, keepNothing);
    while (!existsSync(join(folder, 'started'))) await new Promise((resolve) => setTimeout(resolve, 20));
    caller.abort(new Error('cancelled'));
    await expect(profiled).rejects.toThrow('cancelled');
    const pid = Number(await readFile(join(folder, 'started'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('gives a child nothing of our environment, and a folder that is gone afterwards', async () => {
    process.env['SECRET_OF_OURS'] = 'canary';
    const profiler = await profilerOf(
      `fs.writeFileSync(job.workDir + '/x', 'y'); return { done: { env: process.env, workDir: job.workDir, copies: [] } }`,
    );
    const { env, workDir } = (await profiler.profile(job, never(), keepNothing)) as unknown as {
      env: object;
      workDir: string;
    };
    delete process.env['SECRET_OF_OURS'];
    expect(
      Object.keys(env)
        .filter((name) => !name.startsWith('NODE_CHANNEL'))
        .sort(),
    ).toEqual(['HOME', 'TMPDIR', 'TZ']);
    expect(existsSync(workDir)).toBe(false);
  });

  it('has no more children at work than it may, and goes on after one dies', async () => {
    const profiler = await profilerOf(
      `const at = job.path + '/' + process.pid; fs.writeFileSync(at, '');
       await new Promise((resolve) => setTimeout(resolve, 100));
       const count = fs.readdirSync(job.path).length; fs.rmSync(at);
       if (job.filename === 'bad') process.exit(1); return { done: { count, copies: [] } }`,
      { atWork: 2 },
    );
    const path = await mkdtemp(join(folder, 'at-work-'));
    const outcomes = await Promise.allSettled(
      ['a', 'bad', 'b', 'c', 'd'].map((filename) => profiler.profile({ ...job, path, filename }, never(), keepNothing)),
    );
    const counts = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? (outcome.value as unknown as { count: number }).count : 0,
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
  });
});
