import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from '../../scripts/installed-packages.mjs';

const PEERS = join(import.meta.dirname, 'peers');

/** Installs the packages of the peers unless they are there. None of them may run a script. */
export async function installPeers() {
  if (isInstalled(PEERS)) return;
  process.stderr.write('installing the peers, some 250 MB, in test/bench/peers …\n');
  // npm says where it is to what it runs; and would take the folder that it was called in for the one that is meant.
  const npm = process.env.npm_execpath ?? join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js');
  const options = ['--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)(process.execPath, [npm, 'ci', ...options], { cwd: PEERS });
}
