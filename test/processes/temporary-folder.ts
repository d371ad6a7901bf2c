import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
// Of the file that imports this, after its own. What Jest calls `process` never says that it exits.
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
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
