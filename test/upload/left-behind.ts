import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { PlaneProcess } from '../processes/plane-process.js';

/** What there is of uploads in a data folder. */
export interface LeftBehind {
  files: string[];
  rows: { artifact_id: string; size: number; sha256: string; staged: number }[];
}

/** Looks behind Runtime's back: at the files, and at the rows that no route shows. */
export function leftBehind(dataDir: string): LeftBehind {
  const files = readdirSync(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const database = new DatabaseSync(join(dataDir, 'runtime.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT artifact_id, size, sha256, staged FROM artifacts');
    return { files, rows: rows.all() as LeftBehind['rows'] };
  } finally {
    database.close();
  }
}

/** How many descriptors a process has open; Linux alone tells. */
export function openDescriptors({ pid }: PlaneProcess): number {
  return process.platform === 'linux' ? readdirSync(`/proc/${pid}/fd`).length : 0;
}
