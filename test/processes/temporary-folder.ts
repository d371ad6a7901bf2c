import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder that is gone when the tests of this file are. */
export function temporaryFolder(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `symphainy-${purpose}-`));
  made.push(folder);
  return folder;
}

/** Removes it sooner, for a test that fills it with much. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
