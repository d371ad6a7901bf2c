import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** Without the console, which is built by itself. */
const EXPERIENCE = ['apps/experience/package.json', 'apps/experience/tsconfig.app.json', 'apps/experience/src'];
const SHARED = ['package-lock.json', 'tsconfig.json', 'nest-cli.json', 'libs/intent-contracts'];
/**
 * Nest's command line. Node 20.19.0 and 22.14.0 refuse to start it, as it requires this module while it is being
 * imported; loaded first, it is there. Newer ones do not mind.
 */
export const NEST = ['--import', './node_modules/ora/index.js', 'node_modules/@nestjs/cli/bin/nest.js'];
const nestBuild = (plane) => [...NEST, 'build', plane];

/** What is built, from what, in this order. */
export const BUILDS = [
  {
    name: 'Runtime',
    folder: 'apps/runtime',
    entry: 'apps/runtime/dist/apps/runtime/src/main.js',
    inputs: [...SHARED, 'apps/runtime'],
    command: nestBuild('runtime'),
  },
  {
    name: 'Experience',
    folder: 'apps/experience',
    entry: 'apps/experience/dist/apps/experience/src/main.js',
    inputs: [...SHARED, 'libs/intent-client', ...EXPERIENCE],
    command: nestBuild('experience'),
  },
  {
    name: 'the console',
    folder: 'apps/experience/console',
    entry: 'apps/experience/console/dist/index.html',
    inputs: [...SHARED, 'libs/intent-client', 'examples/data', 'apps/experience/console'],
    command: ['apps/experience/console/build.mjs', '--quiet'],
  },
  {
    name: 'the orders example',
    folder: 'examples/realms/orders',
    entry: 'examples/realms/orders/dist/index.js',
    // It is compiled against the declarations that the build of Runtime leaves.
    inputs: [...SHARED, 'apps/runtime', 'examples/realms/orders'],
    command: ['node_modules/typescript/bin/tsc', '-p', 'examples/realms/orders'],
  },
  {
    name: 'the MCP example',
    folder: 'examples/adapters/mcp',
    entry: 'examples/adapters/mcp/dist/index.js',
    // As above, against those of Experience.
    inputs: [...SHARED, 'libs/intent-client', ...EXPERIENCE, 'examples/adapters/mcp'],
    command: ['node_modules/typescript/bin/tsc', '-p', 'examples/adapters/mcp'],
  },
];

const NO_INPUT = /(^|\/)(dist|node_modules|coverage)$|\.spec\.ts$|\.md$/;

function filesOf(path) {
  if (NO_INPUT.test(path) || !existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .toSorted()
    .flatMap((name) => filesOf(`${path}/${name}`));
}

/** A hash over names and contents of everything that goes into a build. */
function fingerprintOf({ inputs }) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesOf)) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

const stampOf = ({ folder }) => join(root, folder, 'dist/.built-from');

/** Whether the output stems from the sources as they are now. */
export function isBuilt(unit) {
  const stamp = stampOf(unit);
  return existsSync(join(root, unit.entry)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprintOf(unit);
}

/**
 * Builds with `run(command)`. The stamp is gone while it runs and is written last, and it tells of the sources as they
 * were before: a build that fails, is interrupted or is overtaken by an edit is built again.
 */
export async function build(unit, run) {
  const fingerprint = fingerprintOf(unit);
  rmSync(join(root, unit.folder, 'dist'), { recursive: true, force: true });
  await run(unit.command);
  writeFileSync(stampOf(unit), fingerprint);
}
