import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Execution, Session } from '@app/intent-contracts';
import { workbookOf } from '../../apps/runtime/src/realms/content/testing/workbook-of.js';
import { childrenOf } from '../processes/children-of.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { PlaneClient } from '../processes/plane-client.js';
import { runtimeProcess } from '../processes/planes.js';
import { uploadContent } from '../processes/intents.js';

let runtime: PlaneProcess;
let client: PlaneClient;
let session: Session;

beforeAll(async () => {
  runtime = await runtimeProcess();
  await runtime.start();
  client = new PlaneClient(`${runtime.url}/api`);
  session = await client.session();
});

afterAll(() => runtime.kill());

/** Kills whatever process Runtime uses for profiling, again and again, until the execution has ended. */
async function endedUnderFire(executionId: string): Promise<{ execution: Execution; killed: number }> {
  let killed = 0;
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    for (const child of childrenOf(runtime.pid)) {
      try {
        process.kill(child, 'SIGKILL');
        killed += 1;
      } catch {
        // It has ended since it was listed.
      }
    }
    const { body } = await client.status(executionId);
    if (body.done) return { execution: body, killed };
    await sleep(2);
  }
  throw new Error('The execution did not end.');
}

/** A workbook of one sheet that is this XML. */
const workbook = (data: string) =>
  workbookOf({
    sheets: [{ name: 'Sheet1' }],
    parts: [{ name: 'xl/worksheets/sheet1.xml', data: `<worksheet>${data}` }],
  });

const healthy = () => client.accepted(uploadContent(session, 'id,name\n1,Ann\n', 'small.csv'));

describe('a file that kills the profiler', () => {
  it('fails its own execution with a clear problem, and Runtime works on', async () => {
    const { pid } = runtime;
    const rows = Array.from({ length: 200_000 }, (_, row) => `${row},name ${row},${row / 7}`).join('\n');
    const { execution_id } = await client.accepted(uploadContent(session, `id,name,amount\n${rows}\n`, 'heavy.csv'));

    const { execution, killed } = await endedUnderFire(execution_id);

    expect(killed).toBeGreaterThan(0);
    expect(['failed', 'compensated']).toContain(execution.status);
    expect(execution.error).toMatchObject({ code: 'PROFILER_FAILED', detail: expect.stringMatching(/.{20}/) });
    expect(runtime.pid).toBe(pid);
    await expect(client.ended((await healthy()).execution_id)).resolves.toMatchObject({ status: 'succeeded' });
  });
});

describe('a hostile file', () => {
  const deep = 100_000;
  const eightMiB = Buffer.alloc(8 << 20, 'a,b\n1,2\n');
  const files: [string, string, string | Buffer][] = [
    ['JSON nested a hundred thousand deep', 'deep.json', '['.repeat(deep) + ']'.repeat(deep)],
    ['JSON that ends in the middle', 'cut.json', '[{"a": 1}, {"a": '],
    ['a CSV of five thousand columns', 'wide.csv', `${Array.from({ length: 5_000 }, (_, i) => `c${i}`).join()}\n1\n`],
    ['a CSV whose quote never ends', 'quote.csv', `id,name\n1,"Ann\n${'2,Bo\n'.repeat(50_000)}`],
    ['one line of five megabytes', 'line.csv', `a,b\n${'x'.repeat(5_000_000)},1\n`],
    ['bytes that mean nothing', 'noise.csv', Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256))],
    // Members that are 8 MiB each once they are inflated.
    [
      'a gzip file that swells a thousandfold',
      'bomb.csv.gz',
      Buffer.concat(Array<Buffer>(40).fill(gzipSync(eightMiB))),
    ],
    ['Parquet that is nothing but its magic number', 'magic.parquet', Buffer.from('PAR1\0\x15PAR1')],
    ['a workbook that swells a thousandfold', 'bomb.xlsx', workbook(`<a>${' '.repeat(1_000_000)}</a>`.repeat(150))],
    ['a workbook that declares what its XML means', 'laughs.xlsx', workbook('<!DOCTYPE x [<!ENTITY a "ha">]>')],
    ['a workbook that is cut off', 'cut.xlsx', workbook('</worksheet>').subarray(0, -40)],
    ['an encrypted workbook', 'secret.xlsx', Buffer.from('d0cf11e0a1b11ae1'.padEnd(4_096, '0'), 'hex')],
    ['a name that climbs out of its folder', '../../../../etc/passwd', 'id,name\n1,Ann\n'],
    ['SQL for a name', "'); DROP TABLE executions; --.csv", 'id,name\n1,Ann\n'],
    ['SQL for columns', 'columns.csv', 'a"; DROP TABLE x; --,b\'); SELECT 1\n1,2\n'],
  ];

  it.each(files)('%s is profiled or fails alone', async (_what, filename, bytes) => {
    const { pid } = runtime;
    const accepted = await client.accepted(uploadContent(session, bytes, filename));
    const meanwhile = await healthy();

    const execution = await client.ended(accepted.execution_id, { within: 60_000 });

    expect(['succeeded', 'failed', 'compensated']).toContain(execution.status);
    if (execution.status !== 'succeeded') {
      expect(['FILE_UNREADABLE', 'PROFILER_FAILED', 'STEP_TIMED_OUT']).toContain(execution.error?.code);
      expect(execution.error?.detail).toMatch(/.{20}/);
    }
    await expect(client.ended(meanwhile.execution_id)).resolves.toMatchObject({ status: 'succeeded' });
    expect(runtime.isRunning && runtime.pid).toBe(pid);
  });
});
