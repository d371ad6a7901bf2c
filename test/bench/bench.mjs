/**
 * Measures Symphainy on this machine and prints one table. Machines are noisy, so each figure stands beside another of
 * the same run, and it is their ratio that counts.
 * Usage: npm run bench [-- measurement…]; BENCH_FINISHED is how many finished executions `history` stores, and
 * BENCH_EXECUTIONS how many are carried out at a time in process.
 */
import { fork } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';

const here = (name) => new URL(name, import.meta.url);
const known = (await readdir(here('measurements'))).map((file) => file.replace(/\.mjs$/, ''));
/** Not unless it is named: it installs packages of its own. */
const EXTRA = ['peers'];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no measurement ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

function measured(name) {
  return new Promise((resolve, reject) => {
    let rows;
    const child = fork(here('measure.mjs'), [name]);
    child.once('message', (message) => (rows = message));
    child.once('exit', (code) =>
      code === 0 && rows ? resolve(rows) : reject(new Error(`The measurement ${name} ended with ${code}.`)),
    );
  });
}

const rows = [];
for (const name of asked.length > 0 ? asked : known.filter((each) => !EXTRA.includes(each))) {
  process.stderr.write(`measuring ${name} …\n`);
  rows.push(...(await measured(name)));
}

const verdict = ({ met }) => (met === undefined ? '' : met ? 'yes' : 'NO');
const table = [
  ['what', 'measured', 'beside', 'ratio', 'bar', 'met'],
  ...rows.map((row) => [row.what, row.ours, row.beside, row.ratio ?? '', row.bar ?? '', verdict(row)]),
];
const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
console.log(
  `\nSQLite in WAL with synchronous=FULL, PostgreSQL with fsync and synchronous_commit on, blobs synced before they are named; ` +
    `${process.version}, ` +
    `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}\n`,
);
console.log([line(table[0]), line(widths.map((width) => '-'.repeat(width))), ...table.slice(1).map(line)].join('\n'));
