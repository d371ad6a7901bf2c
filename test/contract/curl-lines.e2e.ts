import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreateDataMashOutput, Execution, ExecutionAccepted, UploadContentOutput } from '@app/intent-contracts';
import { freePort, isFree } from '../processes/free-port.js';
import { PlaneClient } from '../processes/plane-client.js';
import { PlaneProcess } from '../processes/plane-process.js';
import { EXPERIENCE_ENTRY, RUNTIME_ENTRY } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

/** As the contract prints them. Nothing may be changed here to make a test pass: they are what people paste. */
const LINES = [
  String.raw`printf 'id,name,amount\n1,Ann,3.50\n2,Bo,4.25\n' > /tmp/test_file.csv`,
  String.raw`SESSION_ID=$(curl -s -X POST http://localhost:8000/api/session/create -H "Content-Type: application/json" \
  -d '{"tenant_id": "test_tenant", "user_id": "test_user"}' | jq -r '.session.session_id')`,
  String.raw`EXECUTION_ID=$(curl -s -X POST http://localhost:8000/api/intent/submit -H "Content-Type: application/json" -d "{
  \"intent_type\": \"content.upload\", \"realm\": \"content\", \"session_id\": \"$SESSION_ID\", \"tenant_id\": \"test_tenant\",
  \"payload\": {\"file_data\": \"$(base64 -w 0 /tmp/test_file.csv)\", \"filename\": \"test_file.csv\"}}" | jq -r '.execution_id')`,
  String.raw`curl -s "http://localhost:8000/api/execution/$EXECUTION_ID/status?tenant_id=test_tenant"`,
  String.raw`curl -X POST http://localhost:8001/v1/content/upload -F file=@/tmp/test_file.csv -F tenant_id=test_tenant -F session_id=$SESSION_ID`,
];
/** With `…` for the ids of two contents, which only whoever has them knows. */
const MASH = String.raw`curl -X POST http://localhost:8001/v1/content/data-mash/create -H "Content-Type: application/json" \
  -d "{\"content_refs\": [\"…\", \"…\"], \"tenant_id\": \"test_tenant\", \"session_id\": \"$SESSION_ID\", \"options\": {}}"`;

const SEPARATOR = '\u0001';

const home = temporaryFolder('no-configuration');
let runtime: PlaneProcess;
let experience: PlaneProcess;
let ports: { runtime: number; experience: number };

/** Both planes as on a fresh machine: an empty folder, and no variable set unless a default port is taken. */
beforeAll(async () => {
  const defaults = (await isFree(8000)) && (await isFree(8001));
  ports = defaults ? { runtime: 8000, experience: 8001 } : { runtime: await freePort(), experience: await freePort() };
  const moved: Record<string, string> = defaults
    ? {}
    : {
        RUNTIME_PORT: String(ports.runtime),
        EXPERIENCE_PORT: String(ports.experience),
        RUNTIME_URL: `http://127.0.0.1:${ports.runtime}`,
      };
  const plane = (name: string, entry: string, port: number) =>
    new PlaneProcess({ name, entry, url: `http://127.0.0.1:${port}`, cwd: home, env: moved });
  runtime = plane('Runtime', RUNTIME_ENTRY, ports.runtime);
  experience = plane('Experience', EXPERIENCE_ENTRY, ports.experience);
  await Promise.all([runtime.start(), experience.start()]);
});

afterAll(() => Promise.all([experience.kill(), runtime.kill()]));

/** A folder with a `jq` that knows the two expressions above, for machines that have none. */
function folderWithJq(): string {
  const folder = join(home, 'bin');
  mkdirSync(folder, { recursive: true });
  const script = `#!${process.execPath}
const path = process.argv.at(-1).split('.').filter(Boolean);
const text = require('node:fs').readFileSync(0, 'utf8');
console.log(path.reduce((value, member) => value[member], JSON.parse(text)));
`;
  writeFileSync(join(folder, 'jq'), script, { mode: 0o755 });
  return folder;
}

async function paste(lines: string[]): Promise<string[]> {
  const moved = lines.map((line) =>
    line
      .replaceAll('localhost:8000', `localhost:${ports.runtime}`)
      .replaceAll('localhost:8001', `localhost:${ports.experience}`),
  );
  const script = [...moved, 'printf %s "$SESSION_ID"', 'printf %s "$EXECUTION_ID"'].join(`\nprintf '\\001'\n`);
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    env: { PATH: [folderWithJq(), process.env['PATH']].join(delimiter) },
    cwd: home,
  });
  return stdout.split(SEPARATOR);
}

describe('the lines of the contract, pasted into a shell on a fresh start', () => {
  it('open a session, submit an intent, show its status, upload a file and mash the two', async () => {
    const [, , , status, upload, sessionId, executionId] = await paste(LINES);

    expect(sessionId).toMatch(/^ses_/);
    expect(executionId).toMatch(/^exe_/);
    const execution = JSON.parse(status ?? '') as Execution;
    expect(execution).toMatchObject({
      execution_id: executionId,
      intent_type: 'content.upload',
      realm: 'content',
      session_id: sessionId,
      tenant_id: 'test_tenant',
    });
    const accepted = JSON.parse(upload ?? '') as ExecutionAccepted;
    expect(accepted.links.status).toBe(`/v1/execution/${accepted.execution_id}/status`);

    const ended = await Promise.all([
      new PlaneClient(`${runtime.url}/api`).ended(executionId ?? ''),
      new PlaneClient(`${experience.url}/v1`).ended(accepted.execution_id),
    ]);
    for (const { status: outcome, result } of ended) {
      expect(outcome).toBe('succeeded');
      expect(result).toMatchObject({
        artifact_id: expect.stringMatching(/^art_/),
        filename: 'test_file.csv',
        kind: 'table',
        size: 36,
        profile: {
          kind: 'table',
          tables: [
            {
              rows: 2,
              header: true,
              columns: [
                { name: 'id', type: 'integer', nulls: 0, distinct: 2, min: 1, max: 2 },
                { name: 'name', type: 'text', nulls: 0, distinct: 2 },
                { name: 'amount', type: 'number', min: 3.5, max: 4.25 },
              ],
            },
          ],
        },
      });
    }

    const refs = ended.map(({ result }) => (result as UploadContentOutput).artifact_id);
    const mashOf = refs.reduce((line, ref) => line.replace('…', ref), MASH);
    const [, mashing] = await paste([`SESSION_ID=${sessionId}`, mashOf]);
    const { execution_id } = JSON.parse(mashing ?? '') as ExecutionAccepted;
    const mash = await new PlaneClient(`${experience.url}/v1`).ended(execution_id);
    expect(mash).toMatchObject({ intent_type: 'data_mash.create', session_id: sessionId, status: 'succeeded' });
    const { rows, model, lineage } = mash.result as CreateDataMashOutput;
    expect(rows).toMatchObject({ out: 4, dropped: 0 });
    expect(model.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id integer',
      'name text',
      'amount number',
    ]);
    expect(lineage.sources.map(({ content_ref }) => content_ref)).toEqual(refs);
  });
});
