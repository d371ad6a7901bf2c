import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Breach } from './import-graph.js';

const root = join(import.meta.dirname, '../..');

interface LintReport {
  diagnostics: { filename: string; code: string }[];
}

/** Every file below a folder of this repository that breaks a rule of its linter. */
export async function breachesOfLint(folder: string): Promise<Breach[]> {
  const linter = join(root, 'node_modules/oxlint/bin/oxlint');
  const options = ['--config', join(root, '.oxlintrc.json'), '--format', 'json', folder];
  const child = spawn(process.execPath, [linter, ...options], { cwd: root });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // The exit code says only whether anything was found; a report says what.
  if (!printed.stdout.startsWith('{')) throw new Error(`oxlint gave no report: ${printed.stdout}${printed.stderr}`);
  const { diagnostics } = JSON.parse(printed.stdout) as LintReport;
  return diagnostics.map(({ filename, code }) => ({ file: filename, rule: /\((.+)\)$/.exec(code)?.[1] ?? code }));
}
