import {
  chownSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * Copies a folder to one that is not there yet, with the modes of its files, and gives it to the owner. What goes away
 * while it is copied is left out.
 */
export function copyTree(from, to, { owner, skip = () => false, path = '' }) {
  try {
    copyOne(join(from, path), join(to, path));
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const copied = lstatSync(join(to, path));
  if (owner && !copied.isSymbolicLink()) chownSync(join(to, path), owner.uid, owner.gid);
  if (!copied.isDirectory()) return;
  for (const name of readdirSync(join(from, path))) {
    const inner = join(path, name);
    if (!skip(inner)) copyTree(from, to, { owner, skip, path: inner });
  }
}

function copyOne(from, to) {
  const original = lstatSync(from);
  if (original.isDirectory()) mkdirSync(to, { mode: original.mode & 0o777 });
  else if (original.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (original.isFile()) copyFileSync(from, to, constants.COPYFILE_FICLONE);
}
