/**
 * `orders.place` over HTTP beside a bare Nest POST, in one run: the machine is noisy, so only the ratio counts. The
 * two are measured in turn, several times, from a load process of their own.
 * Usage: node test/bench/http.mjs [requests] [rounds]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const requests = Number(process.argv[2] ?? 8_000);
const rounds = Number(process.argv[3] ?? 3);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const root = here('../../');

/** Runs a script and resolves to what it has printed by its end, or by the time a line matches. */
function output(args, env, line) {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
  let text = '';
  child.stderr.on('data', (chunk) => process.stderr.write(chunk));
  const said = new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const [found] = line?.exec(text) ?? [];
      if (found) resolve(found);
    });
    child.on('exit', (code) => (code === 0 ? resolve(text) : reject(new Error(`${args[0]} ended with ${code}`))));
  });
  return { child, said };
}

async function load(url, connections, count, headers, body) {
  const { said } = output([here('load.mjs'), url, connections, count, JSON.stringify(headers), body].map(String), {});
  return JSON.parse(await said);
}

const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;
const bare = output([here('bare-post.mjs')], {}, ADDRESS);
const runtime = output(
  [join(root, 'apps/runtime/dist/apps/runtime/src/main.js')],
  { DATA_DIR: dataDir, RUNTIME_PORT: '0', RUNTIME_REALMS: './examples/realms/orders' },
  ADDRESS,
);
const bareUrl = await bare.said;
const runtimeUrl = await runtime.said;

const created = await fetch(`${runtimeUrl}/api/session/create`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ tenant_id: 'bench', user_id: 'bench' }),
});
const { session } = await created.json();
const body = JSON.stringify({
  intent_type: 'orders.place',
  realm: 'orders',
  session_id: session.session_id,
  tenant_id: 'bench',
  payload: { order_id: 'o-%N', sku: 'lamp', quantity: 1, card: '4242' },
});

const route = '/api/intent/submit';
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const results = { bare: [], waited: [], accepted: [], single: [] };
for (let round = 0; round < rounds; round += 1) {
  results.bare.push(await load(bareUrl + route, 64, requests * 2, {}, body));
  const waited = await load(runtimeUrl + route, 64, requests, { prefer: 'wait=30' }, body);
  if (JSON.parse(waited.last).status !== 'succeeded') throw new Error(`not carried out: ${waited.last}`);
  results.waited.push(waited);
  results.accepted.push(await load(runtimeUrl + route, 64, requests, {}, body));
  results.single.push(await load(runtimeUrl + route, 1, Math.ceil(requests / 10), { prefer: 'wait=30' }, body));
}
const rate = (rows) => median(rows.map((row) => row.rate));
const row = (name, rows) =>
  `${name.padEnd(52)} ${Math.round(rate(rows)).toString().padStart(7)}/s  p50 ${median(rows.map((r) => r.p50)).toFixed(1)} ms  p99 ${median(rows.map((r) => r.p99)).toFixed(1)} ms  ${((rate(rows) / rate(results.bare)) * 100).toFixed(0)} % of the bare POST`;
console.log(`SQLite, synchronous=FULL, medians of ${rounds} rounds, ${process.version}`);
console.log(row('bare Nest POST, 64 connections', results.bare));
console.log(row('orders.place, Prefer: wait, 64 connections', results.waited));
console.log(row('orders.place, 202, 64 connections', results.accepted));
console.log(row('orders.place, Prefer: wait, one at a time', results.single));

bare.child.kill('SIGTERM');
runtime.child.kill('SIGTERM');
await Promise.all([bare, runtime].map(({ child }) => new Promise((resolve) => child.once('exit', resolve))));
await rm(dataDir, { recursive: true });
