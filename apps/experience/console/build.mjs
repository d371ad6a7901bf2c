import { join } from 'node:path';
import { build } from 'vite';
import { consoleBuild } from './vite-options.mjs';

/** Builds the console into `dist`: a page, scripts and styles whose names change with their content, nothing inline. */
await build({ ...consoleBuild, logLevel: process.argv.includes('--quiet') ? 'error' : 'info' });
console.log(`Built into ${join(consoleBuild.root, 'dist')}`);
