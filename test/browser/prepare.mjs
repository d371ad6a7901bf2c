import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { isInstalled } from '../../scripts/installed-packages.mjs';
import { findChromium } from './chromium.mjs';

/** Installs what the browser tests need and is not there: two packages, and Chromium where Debian's packages can be had. */
if (!isInstalled(import.meta.dirname)) {
  console.log('Installing the packages of the browser tests …');
  const npm = process.env.npm_execpath ?? join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js');
  const options = ['--prefix', import.meta.dirname, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync(process.execPath, [npm, 'ci', ...options], { cwd: import.meta.dirname, stdio: 'inherit' });
}

if (findChromium() === undefined) {
  console.log('Installing Chromium …');
  try {
    const apt = (...what) => execFileSync('apt-get', ['-q', '-y', ...what], { stdio: ['ignore', 'ignore', 'inherit'] });
    apt('update');
    apt('install', '--no-install-recommends', 'chromium', 'fonts-liberation');
  } catch (error) {
    console.error(`Chromium could not be installed: ${error.message.split('\n')[0]}`);
    console.error('Install Chromium or Chrome by hand, or say where it is: CHROMIUM=/path/to/it npm run test:browser');
    process.exitCode = 1;
  }
}
