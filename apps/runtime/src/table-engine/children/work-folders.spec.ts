import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WorkFolders } from './work-folders.js';

const dead = spawnSync(process.execPath, ['--version']).pid;
const host = hostname().replace(/\W/g, '_');

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'work-folders-spec-'));
});
afterEach(() => rm(temporary, { recursive: true }));

function leave(name: string): string {
  mkdirSync(join(temporary, name));
  writeFileSync(join(temporary, name, 'rows'), 'secret');
  return name;
}

describe('folders to work in', () => {
  it('that a killed process left are removed, also one of our own number', async () => {
    leave(`symphainy-reader-${host}-${dead}-aB3dE6`);
    leave(`symphainy-reader-${host}-${process.pid}-aB3dE6`);
    await new WorkFolders('reader', temporary).sweep();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('stay if they are ours, of a running process, of another host or something else', async () => {
    const folders = new WorkFolders('reader', temporary);
    folders.make();
    leave(`symphainy-reader-${host}-${process.ppid}-aB3dE6`);
    leave(`symphainy-reader-${host}_2-${dead}-aB3dE6`);
    leave(`symphainy-writer-${host}-${dead}-aB3dE6`);
    leave(`symphainy-reader-${host}-notes`);
    const there = readdirSync(temporary);
    await folders.sweep();
    expect(readdirSync(temporary)).toEqual(there);
  });

  it('are not looked for behind a link', async () => {
    const target = leave('of-somebody');
    symlinkSync(join(temporary, target), join(temporary, `symphainy-reader-${host}-${dead}-aB3dE6`));
    const folder = leave(`symphainy-reader-${host}-${dead}-gH7iJ0`);
    symlinkSync(join(temporary, target), join(temporary, folder, 'link'));
    await new WorkFolders('reader', temporary).sweep();
    expect(existsSync(join(temporary, folder))).toBe(false);
    expect(readdirSync(join(temporary, target))).toEqual(['rows']);
  });

  it('stay if another user made them', async () => {
    const folder = leave(`symphainy-reader-${host}-${dead}-aB3dE6`);
    const uid = process.getuid?.() ?? 0;
    const other = jest.spyOn(process as { getuid(): number }, 'getuid').mockReturnValue(uid + 1);
    await new WorkFolders('reader', temporary).sweep();
    other.mockRestore();
    expect(existsSync(join(temporary, folder))).toBe(true);
  });
});
