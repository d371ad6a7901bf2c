import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlaneProcess } from '../processes/plane-process.js';
import { PlaneClient } from '../processes/plane-client.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { leftBehind } from './left-behind.js';
import { RawClient, until } from './raw-client.js';

const FORM = 'multipart/form-data; boundary=b';
const FILE_PART = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n';
const PIECE = Buffer.alloc(100_000, 1);

interface Started {
  runtime: PlaneProcess;
  experience: PlaneProcess;
  data: string;
}
const clients: RawClient[] = [];
const running: PlaneProcess[] = [];
afterEach(async () => {
  for (const opened of clients.splice(0)) opened.destroy();
  await Promise.all(running.splice(0).map((plane) => plane.kill()));
});

async function start(forRuntime: Record<string, string>, forExperience: Record<string, string> = {}): Promise<Started> {
  const data = temporaryFolder('interrupted');
  const runtime = await runtimeProcess({ DATA_DIR: data, ...forRuntime });
  const experience = await experienceProcess(runtime.url, forExperience);
  running.push(runtime, experience);
  await Promise.all([runtime.start(), experience.start()]);
  return { runtime, experience, data };
}

function client(plane: PlaneProcess): RawClient {
  const opened = new RawClient(plane.url);
  clients.push(opened);
  return opened;
}

/** Begins an upload through Experience, and resolves when Runtime is writing it. */
async function begun({ experience, data }: Started): Promise<RawClient> {
  const upload = client(experience);
  upload.post('/v1/content/upload', FORM);
  await upload.send(FILE_PART);
  await upload.send(Buffer.alloc(1_000_000));
  await until(() => leftBehind(data).files.length > 0);
  return upload;
}

async function tail({ experience }: Started): Promise<string> {
  const { tenant_id, session_id } = await new PlaneClient(`${experience.url}/v1`).session();
  const fields = Object.entries({ tenant_id, session_id }).map(
    ([name, value]) => `\r\n--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`,
  );
  return `${fields.join('')}\r\n--b--\r\n`;
}

async function finish(upload: RawClient, rest: string): Promise<RawClient['answer']> {
  await upload.send(rest);
  upload.end();
  await until(() => upload.answer !== undefined);
  return upload.answer;
}

async function sendUntilAnswered(upload: RawClient, piece: Buffer, pause = 0): Promise<void> {
  while (upload.answer === undefined && !upload.isClosed) {
    await upload.send(piece);
    await sleep(pause);
  }
}

describe('an upload in the middle of which', () => {
  it('Runtime is killed is answered 503, leaves nothing, and succeeds when it is sent again', async () => {
    const planes = await start({ ARTIFACT_STAGED_TTL_MS: '1000' });
    const rest = await tail(planes);
    const upload = await begun(planes);

    await planes.runtime.kill();
    await until(() => upload.answer !== undefined);
    expect(upload.answer).toEqual({ status: 503, code: 'RUNTIME_UNAVAILABLE' });

    await planes.runtime.start();
    await until(() => leftBehind(planes.data).files.length === 0);
    expect(await finish(await begun(planes), rest)).toMatchObject({ status: 202 });
  });

  it('Experience is killed leaves nothing in Runtime', async () => {
    const planes = await start({});
    await begun(planes);

    await planes.experience.kill();
    await until(() => leftBehind(planes.data).files.length === 0);
    expect(leftBehind(planes.data).rows).toEqual([]);
  });

  it('the client pauses for longer than staged bytes are kept is not swept from under it', async () => {
    const planes = await start({ ARTIFACT_STAGED_TTL_MS: '1000' });
    const rest = await tail(planes);
    const upload = await begun(planes);

    await sleep(2_500);
    expect(await finish(upload, rest)).toMatchObject({ status: 202 });
  });
});

const TOO_MUCH = [
  ['experience', '/v1/content/upload', FORM, FILE_PART, 413, 'ARTIFACT_TOO_LARGE'],
  ['experience', '/v1/content/upload', FORM, FILE_PART.replace('"file"', '"other"'), 422, 'REQUEST_INVALID'],
  ['experience', '/v1/session', 'application/json', '"', 413, 'PAYLOAD_TOO_LARGE'],
  ['runtime', '/api/artifact/upload', 'text/csv', '', 413, 'ARTIFACT_TOO_LARGE'],
  ['runtime', '/api/session/create', 'application/json', '"', 413, 'PAYLOAD_TOO_LARGE'],
] as const;

const TOO_LITTLE = [
  ['experience', '/v1/content/upload', FORM, FILE_PART],
  ['experience', '/v1/content/upload', FORM, ''],
  ['experience', '/v1/session', 'application/json', '{'],
  ['runtime', '/api/artifact/upload', 'text/csv', ''],
  ['runtime', '/api/session/create', 'application/json', '{'],
] as const;

describe('of a body that has no end', () => {
  let planes: Started;
  const limits = { BODY_STALL_MS: '1000' };
  beforeEach(async () => {
    planes = await start({ ...limits, ARTIFACT_MAX_BYTES: '5000000' }, { ...limits, UPLOAD_MAX_BYTES: '5000000' });
  });

  async function begin(plane: 'runtime' | 'experience', path: string, type: string, head: string): Promise<RawClient> {
    const sender = client(planes[plane]);
    sender.post(path, type);
    if (head !== '') await sender.send(head);
    return sender;
  }

  it('the sender reads why it was refused while it is still sending, and is cut off', async () => {
    const answers = TOO_MUCH.map(async ([plane, path, type, head]) => {
      const sender = await begin(plane, path, type, head);
      await sendUntilAnswered(sender, PIECE, 1);
      const { answer } = sender;
      for (; !sender.isClosed; await sleep(10)) await sender.send(PIECE);
      return answer;
    });

    expect(await Promise.all(answers)).toEqual(TOO_MUCH.map(([, , , , status, code]) => ({ status, code })));
    expect(leftBehind(planes.data)).toEqual({ files: [], rows: [] });
  });

  it('next to nothing may come for a while, and then it is answered 408 and cut off', async () => {
    const answers = TOO_LITTLE.map(async ([plane, path, type, head]) => {
      const sender = await begin(plane, path, type, head);
      await sendUntilAnswered(sender, Buffer.from(' '), 50);
      await until(() => sender.isClosed);
      return sender.answer;
    });

    expect(await Promise.all(answers)).toEqual(TOO_LITTLE.map(() => ({ status: 408, code: 'BODY_STALLED' })));
    await until(() => leftBehind(planes.data).files.length === 0);
  });

  it('little may come for as long as it takes', async () => {
    const rest = await tail(planes);
    const upload = await begun(planes);
    for (let sent = 0; sent < 25; sent += 1) {
      await upload.send(Buffer.alloc(1_000));
      await sleep(100);
    }

    expect(await finish(upload, rest)).toMatchObject({ status: 202 });
  });
});
