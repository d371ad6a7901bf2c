import { win32 } from 'node:path';
import type { Compression } from '@app/intent-contracts';
import { storable } from './excerpt.js';

const ENDINGS: Record<Compression, RegExp> = { gzip: /(?<=.)\.gz(?:ip)?$/i };

/** The name of a file without folders and endings: `sales` for `2024/sales.csv.gz`. */
export function tableName(filename: string, compression?: Compression): string {
  const base = win32.basename(filename);
  const plain = compression === undefined ? base : base.replace(ENDINGS[compression], '');
  return storable(win32.parse(plain).name.replace(/^[.]+$/, '')) || 'table';
}
