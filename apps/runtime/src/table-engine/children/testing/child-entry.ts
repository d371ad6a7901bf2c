import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformFile } from '@swc/core';

const SERVED = join(import.meta.dirname, '../serve-one-job.ts');

/** What the functions of a child do; `job` is what they are sent, `fs` is there for them. */
export interface ChildCode {
  carryOut: string;
  rehearse?: string;
}

/** Writes a file that a child can run into the folder: the real life of a child around this code. */
export async function childEntry(folder: string, { carryOut, rehearse = '' }: ChildCode): Promise<URL> {
  const { code } = await transformFile(SERVED, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
  await writeFile(join(folder, 'serve-one-job.mjs'), code);
  const entry = join(folder, `${Math.random()}.mjs`);
  await writeFile(
    entry,
    `import fs from 'node:fs';
     import { serveOneJob } from './serve-one-job.mjs';
     await serveOneJob({ rehearse: async () => { ${rehearse} }, carryOut: async (job) => { ${carryOut} } });`,
  );
  return pathToFileURL(entry);
}
