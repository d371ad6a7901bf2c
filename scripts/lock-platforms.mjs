import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * A lock file serves every platform, but npm leaves out of it what it could not see when it wrote it: packages of other
 * platforms, when node_modules was there already (npm/cli#4828) or the registry did not offer them. `npm ci` then refuses
 * everywhere. This adds what is missing; npm fetches a package only where its platform is.
 */

const file = join(import.meta.dirname, '../package-lock.json');
const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBC = { glibc: 'glibc', gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/** Where a package called `name` is found by the one at `path`; undefined if nowhere. */
function resolve(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, folder.lastIndexOf('node_modules/')).replace(/\/$/, '')) {
    const candidate = folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (!folder) return undefined;
  }
}

/** The platform is part of the name by convention: `@swc/core-linux-arm64-musl`. Undefined where it is not. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = words.find((word) => OS.includes(word));
  const cpu = words.find((word) => CPU.includes(word));
  const libc = words.map((word) => LIBC[word]).find(Boolean);
  if (!os || !cpu) return undefined;
  return { cpu: [cpu], ...(libc && os === 'linux' && { libc: [libc] }), os: [os] };
}

/** What `npm ci` would miss: exact versions of optional packages for other platforms. */
function missingIn(packages) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies).flatMap(([name, version]) => {
      const platform = platformOf(name);
      if (!platform || !/^\d/.test(version) || resolve(packages, path, name)) return [];
      return [[`node_modules/${name}`, { version, ...platform, ...(dev && { dev }), optional: true }]];
    }),
  );
}

const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingIn(lock.packages);
const names = missing.map(([path]) => path.replace('node_modules/', '')).join(', ');

if (missing.length === 0) {
  console.log('The lock file knows the packages of every platform.');
} else if (process.argv.includes('--check')) {
  console.error(`package-lock.json lacks packages of other platforms, so that npm ci refuses: ${names}.`);
  console.error('Add them with: npm run lock:platforms');
  process.exitCode = 1;
} else {
  const byPath = ([one], [other]) => (one < other ? -1 : 1);
  lock.packages = Object.fromEntries([...Object.entries(lock.packages), ...missing].toSorted(byPath));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`Added: ${names}`);
}
