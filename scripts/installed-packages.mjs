import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Whether a package made for `allowed` (npm's `os` or `cpu` field) works on `actual`. */
function allows(allowed, actual) {
  if (!allowed) return true;
  return allowed.includes(actual) || (allowed[0].startsWith('!') && !allowed.includes(`!${actual}`));
}

/** Whether node_modules holds what package-lock.json asks for, and nothing that was made for another platform. */
export function isInstalled(folder = root) {
  // Written by npm at the end of an install, so half an install has none.
  const installedFile = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = packagesIn(installedFile);
  const asked = packagesIn(join(folder, 'package-lock.json'));
  return (
    Object.values(installed).every(({ os, cpu }) => allows(os, process.platform) && allows(cpu, process.arch)) &&
    Object.entries(asked).every(([path, { version, integrity, optional, devOptional, link }]) => {
      if (!path.includes('node_modules/')) return true;
      const found = installed[path];
      if (!found) return Boolean(optional ?? devOptional);
      return Boolean(link) || (found.version === version && found.integrity === integrity);
    })
  );
}
