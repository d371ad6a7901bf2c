import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionAccepted, Session, UploadContentOutput } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { removeFolder, temporaryFolder } from '../processes/temporary-folder.js';
import { CsvOfSize } from './csv-of-size.js';
import { MemoryWatch } from './memory-watch.js';

const SIZE = 200 * 1024 * 1024;
const ALLOWED = 96;
const BOUNDARY = '----what-a-browser-would-send';

const data = temporaryFolder('upload');
let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start({ DATA_DIR: data });
  session = await planes.api.session();
});

afterAll(async () => {
  await planes.kill();
  removeFolder(data);
});

/** A form whose fields come after the file, so that the bytes flow before anybody knows whose they are. */
async function* form(csv: CsvOfSize): AsyncGenerator<Buffer> {
  yield Buffer.from(head('file', '; filename="large.csv"\r\nContent-Type: text/csv'));
  for await (const chunk of csv.stream()) yield chunk as Buffer;
  yield Buffer.from(tail());
}

function head(name: string, rest = ''): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`;
}

function tail(): string {
  const { tenant_id, session_id } = session;
  const fields = Object.entries({ tenant_id, session_id }).map(([name, value]) => `${head(name)}${value}\r\n`);
  return `\r\n${fields.join('')}--${BOUNDARY}--\r\n`;
}

async function upload(csv: CsvOfSize): Promise<{ status: number; body: ExecutionAccepted }> {
  const call = request(`${planes.v1.base}/content/upload`, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length':
        csv.size + head('file', '; filename="large.csv"\r\nContent-Type: text/csv').length + tail().length,
    },
  });
  const answered = new Promise<{ status: number; body: ExecutionAccepted }>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (answer) => {
      json(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body: body as ExecutionAccepted }), reject);
    });
  });
  await pipeline(Readable.from(form(csv)), call);
  return answered;
}

describe('a file of 200 MB', () => {
  it('goes through both planes at constant memory, comes out as it went in, and is profiled', async () => {
    const csv = new CsvOfSize(SIZE);
    await sleep(1_000);
    const watches = {
      runtime: new MemoryWatch(planes.runtime.pid),
      experience: new MemoryWatch(planes.experience.pid),
    };

    const { status, body } = await upload(csv);
    expect({ status, body }).toMatchObject({ status: 202, body: { execution_id: expect.any(String) } });
    const { status: outcome, result } = await planes.v1.ended(body.execution_id, { within: 150_000 });
    const content = result as UploadContentOutput;
    const downloaded = createHash('sha256');
    const download = await fetch(`${planes.v1.base}/content/${content.artifact_id}/download`);
    for await (const chunk of download.body ?? []) downloaded.update(chunk as Uint8Array);

    const runtime = watches.runtime.stop();
    const experience = watches.experience.stop();
    process.stdout.write(
      `  upload of ${SIZE / 2 ** 20} MiB: Runtime grew by ${runtime.grewBy} MiB, Experience by ${experience.grewBy} MiB\n`,
    );

    expect(outcome).toBe('succeeded');
    expect(content).toMatchObject({ filename: 'large.csv', kind: 'table', size: csv.size, sha256: csv.sha256() });
    expect(content.profile.tables).toMatchObject([{ rows: csv.rows, header: true }]);
    expect(downloaded.digest('hex')).toBe(csv.sha256());
    expect(runtime.grewBy).toBeLessThanOrEqual(ALLOWED);
    expect(experience.grewBy).toBeLessThanOrEqual(ALLOWED);
    expect(Math.min(runtime.samples, experience.samples)).toBeGreaterThan(50);
  }, 240_000);
});
