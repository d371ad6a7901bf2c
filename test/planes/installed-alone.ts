import { cpSync, mkdirSync, readFileSync, symlinkSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

interface LockedPackage {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/**
 * A folder with one built app and what its own package.json asks for in production, as
 * `npm ci --omit=dev -w` installs it: the other plane is not there at all.
 */
export function installAlone(app: 'runtime' | 'experience'): string {
  const folder = temporaryFolder(`${app}-alone`);
  const home = join(folder, 'apps', app);
  mkdirSync(home, { recursive: true });
  // The page that Experience serves is files beside it, of which Runtime has none.
  for (const part of ['dist', 'package.json', ...(app === 'experience' ? ['console/dist'] : [])])
    cpSync(join(ROOT, 'apps', app, part), join(home, part), { recursive: true });

  for (const place of productionPackages(`apps/${app}`)) {
    const link = join(folder, place);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, place), link, 'dir');
  }
  return folder;
}

/** Where the lock file puts every package that the workspace needs to run; those inside another come with it. */
export function productionPackages(workspace: string): string[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Set<string>();
  const open = [workspace];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const name of needs(lock.packages[place] ?? {})) {
      const at = resolve(lock.packages, place, name);
      if (at === undefined || found.has(at)) continue;
      found.add(at);
      open.push(at);
    }
  }
  return [...found].filter((place) => !isInside(place, found) && existsSync(join(ROOT, place))).toSorted();
}

function needs(locked: LockedPackage): string[] {
  const peers = Object.keys(locked.peerDependencies ?? {}).filter(
    (name) => !locked.peerDependenciesMeta?.[name]?.optional,
  );
  return [...Object.keys(locked.dependencies ?? {}), ...Object.keys(locked.optionalDependencies ?? {}), ...peers];
}

/** Looks for a package where Node would: beside, then in every folder above. */
function resolve(packages: Record<string, LockedPackage>, from: string, name: string): string | undefined {
  for (let place = from; ; place = dirname(place) === '.' ? '' : dirname(place)) {
    const candidate = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (place === '') return undefined;
  }
}

function isInside(place: string, others: Set<string>): boolean {
  return [...others].some((other) => place.startsWith(`${other}/node_modules/`));
}
