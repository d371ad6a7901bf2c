import 'reflect-metadata';
import { createHash, randomBytes } from 'node:crypto';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeRuntime } from '../../../runtime-client/testing/fake-runtime.js';
import { startExperience, type StartedExperience } from '../../../testing/started-experience.js';

const UPLOAD = 'POST /api/artifact/upload';
const SUBMIT = 'POST /api/intent/submit';
const MAX_BYTES = 2_000_000;

function fieldPart(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

function filePart(filename: string): string {
  return `--b\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\n\r\nid,name\r\n`;
}

describe('an upload', () => {
  let runtime: FakeRuntime;
  let experience: StartedExperience;
  let staged: { sha256: string; size: number; headers: IncomingMessage['headers'] }[];
  let aborted: number;
  const unfinished: ClientRequest[] = [];

  beforeAll(async () => {
    runtime = await FakeRuntime.start();
    experience = await startExperience({ RUNTIME_URL: runtime.url, UPLOAD_MAX_BYTES: MAX_BYTES });
  });
  afterAll(async () => {
    await experience.app.close();
    await runtime.stop();
  });

  afterEach(() => {
    for (const sent of unfinished.splice(0)) sent.destroy();
  });

  beforeEach(() => {
    staged = [];
    aborted = 0;
    runtime.seen.length = 0;
    runtime.onRaw(UPLOAD, (incoming, response) => {
      const hash = createHash('sha256');
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        hash.update(chunk);
        size += chunk.length;
      });
      incoming.on('end', () => {
        staged.push({ sha256: hash.digest('hex'), size, headers: incoming.headers });
        const filename = decodeURIComponent(String(incoming.headers['x-filename']));
        const artifact = { artifact_id: `art_${staged.length}`, filename, status: 'staged' };
        response.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify({ artifact }));
      });
      incoming.on('error', () => (aborted += 1));
    });
    runtime.on(SUBMIT, ({ headers, body }) => {
      const { tenant_id } = body as { tenant_id: string };
      if (tenant_id !== 'acme') return { status: 404, body: { code: 'SESSION_NOT_FOUND', detail: 'No such session.' } };
      if (headers['prefer'] !== undefined) return { body: { execution_id: 'exe_1', status: 'failed', done: true } };
      return { status: 202, body: { execution_id: 'exe_1', status: 'queued', done: false, links: {} } };
    });
  });

  type Part = [name: string, value: string | { bytes: Buffer; filename: string; type?: string }];

  function upload(parts: Part[], headers: Record<string, string> = {}): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of parts) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, new Blob([value.bytes], { type: value.type ?? 'text/csv' }), value.filename);
    }
    return fetch(`${experience.url}/v1/content/upload`, { method: 'POST', body: form, headers });
  }

  const csv = { bytes: Buffer.from('id,name\n1,Ann\n'), filename: 'Käufer "1".csv' };
  const tenant: Part = ['tenant_id', 'acme'];
  const session: Part = ['session_id', 'ses_1'];

  it.each<[string, Part[]]>([
    ['first', [['file', csv], tenant, session]],
    ['in the middle', [tenant, ['file', csv], session]],
    ['last', [session, tenant, ['file', csv]]],
  ])('is taken in with its file %s', async (_where, parts) => {
    const answer = await upload(parts, { 'idempotency-key': 'k1' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe('/v1/execution/exe_1/status');
    expect(await answer.json()).toMatchObject({
      execution_id: 'exe_1',
      links: { events: '/v1/execution/exe_1/events' },
    });
    expect(staged).toMatchObject([
      {
        size: csv.bytes.length,
        sha256: createHash('sha256').update(csv.bytes).digest('hex'),
        headers: { 'content-type': 'text/csv', 'x-filename': encodeURIComponent(csv.filename) },
      },
    ]);
    const [submit] = runtime.calls(SUBMIT);
    expect(submit?.headers['idempotency-key']).toBe('k1');
    expect(submit?.body).toEqual({
      intent_type: 'content.upload',
      realm: 'content',
      session_id: 'ses_1',
      tenant_id: 'acme',
      payload: { artifact_id: 'art_1', filename: csv.filename },
    });
  });

  it('that is waited for is answered with the status, whatever the outcome', async () => {
    const answer = await upload([['file', csv], tenant, session], { prefer: 'wait=5' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ execution_id: 'exe_1', status: 'failed', done: true });
  });

  it('of a file with nothing in it is taken in as that', async () => {
    const answer = await upload([tenant, session, ['file', { bytes: Buffer.alloc(0), filename: 'empty.csv' }]]);
    expect(answer.status).toBe(202);
    expect(staged).toMatchObject([{ size: 0 }]);
  });

  it('of exactly the largest size is whole', async () => {
    const bytes = randomBytes(MAX_BYTES);
    const answer = await upload([tenant, session, ['file', { bytes, filename: 'large.bin' }]]);
    expect(answer.status).toBe(202);
    expect(staged).toMatchObject([{ size: MAX_BYTES, sha256: createHash('sha256').update(bytes).digest('hex') }]);
  });

  it('of one byte more is refused, and Runtime is given nothing that looks whole', async () => {
    const answer = await upload([tenant, session, ['file', { bytes: randomBytes(MAX_BYTES + 1), filename: 'l.bin' }]]);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'ARTIFACT_TOO_LARGE', instance: '/v1/content/upload' });
    await sleep(50);
    expect(staged).toEqual([]);
    expect(aborted).toBe(1);
    expect(runtime.calls(SUBMIT)).toEqual([]);
  });

  it('that declares more than is taken here is refused before a byte of it is read', async () => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(`${experience.url}/v1/content/upload`, { method: 'POST' }, resolve).on('error', reject);
      unfinished.push(sent);
      sent.setHeader('Content-Type', 'multipart/form-data; boundary=b');
      sent.setHeader('Content-Length', 10 * MAX_BYTES);
      sent.write('--b\r\n');
    });
    expect(answer.statusCode).toBe(413);
    expect(await json(answer)).toMatchObject({ code: 'ARTIFACT_TOO_LARGE' });
    expect(runtime.calls(UPLOAD)).toEqual([]);
  });

  it.each<[string, Part[], string[]]>([
    ['everything', [['other', '1']], ['/file', '/other', '/session_id', '/tenant_id']],
    ['its fields', [['file', csv]], ['/session_id', '/tenant_id']],
    ['its file', [tenant, session], ['/file']],
    ['its file, having text in its place', [tenant, session, ['file', 'id,name']], ['/file']],
    ['a name for its session', [tenant, ['session_id', ''], ['file', csv]], ['/session_id']],
  ])('that lacks %s is pointed at all of it', async (_what, parts, pointers) => {
    const answer = await upload(parts);
    expect(answer.status).toBe(422);
    const { code, errors } = (await answer.json()) as { code: string; errors: { pointer: string }[] };
    expect(code).toBe('REQUEST_INVALID');
    expect([...new Set(errors.map(({ pointer }) => pointer))].toSorted()).toEqual(pointers);
    expect(runtime.calls(SUBMIT)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a field twice', `${fieldPart('tenant_id', 'acme')}${fieldPart('tenant_id', 'other')}`, '/tenant_id'],
    ['text in place of the file', fieldPart('file', 'id,name'), '/file'],
    ['a file that nobody chose', filePart(''), '/file'],
    ['a field without a name', '--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n', ''],
    ['no file, but __proto__ with one', fieldPart('__proto__', '{"file": {}}'), '/file'],
    ['a field of an object', fieldPart('tenant_id[a]', '1'), '/tenant_id[a]'],
  ])('of %s is pointed at it', async (_what, parts, pointer) => {
    const fields = parts.includes('"tenant_id"') ? '' : fieldPart('tenant_id', 'acme');
    const { status, body } = await sendForm(`${parts}${fields}${fieldPart('session_id', 'ses_1')}--b--\r\n`);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'REQUEST_INVALID' });
    expect(body.errors?.map((error) => error.pointer)).toContain(pointer);
    expect(runtime.calls(SUBMIT)).toEqual([]);
  });

  it.each([
    ['folders', 'C:\\files\\..\\a.csv', 'a.csv'],
    ['folders of another kind', '../../etc/a.csv', 'a.csv'],
    ['a line break', 'a%0D%0Ab.csv', 'a\r\nb.csv'],
    ['every script', 'Straße 東京 🗼.csv', 'Straße 東京 🗼.csv'],
    ['more than a name has, cut in the middle of a character', `${'a'.repeat(254)}🗼.csv`, 'a'.repeat(254)],
    ['more than a header holds', '東'.repeat(5_000), '東'.repeat(255)],
  ])('whose file has a name of %s gives Runtime a name', async (_what, sent, arrived) => {
    const { status } = await sendForm(
      `${filePart(sent)}${fieldPart('tenant_id', 'acme')}${fieldPart('session_id', 'ses_1')}--b--\r\n`,
    );
    expect(status).toBe(202);
    expect(decodeURIComponent(String(staged[0]?.headers['x-filename']))).toBe(arrived);
    expect(runtime.calls(SUBMIT)[0]?.body).toMatchObject({ payload: { filename: arrived } });
  });

  it('of two files is refused', async () => {
    const answer = await upload([tenant, session, ['file', csv], ['file', csv]]);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/file' }] });
  });

  it('of a file under another name is pointed at that name', async () => {
    const answer = await upload([tenant, session, ['document', csv]]);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/document' }] });
  });

  it('as anything but a form is refused by its type', async () => {
    const answer = await fetch(`${experience.url}/v1/content/upload`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });

  it('that ends in the middle of the form is refused, and nothing is kept', async () => {
    const answer = await fetch(`${experience.url}/v1/content/upload`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid,na',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
    await sleep(50);
    expect(staged).toEqual([]);
  });

  it('of a form without boundary is refused', async () => {
    const answer = await fetch(`${experience.url}/v1/content/upload`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data' },
      body: 'x',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'MALFORMED_REQUEST' });
  });

  it('that the client breaks off is broken off towards Runtime too', async () => {
    await new Promise<void>((resolve) => {
      const sent = request(`${experience.url}/v1/content/upload`, { method: 'POST' }).on('error', () => resolve());
      sent.setHeader('Content-Type', 'multipart/form-data; boundary=b');
      sent.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
      sent.write(randomBytes(500_000));
      setTimeout(() => sent.destroy(new Error('gone')), 100);
    });
    await sleep(100);
    expect(staged).toEqual([]);
    expect(aborted).toBe(1);
  });

  it('is refused as Runtime refuses it, without waiting for the rest of the file', async () => {
    runtime.onRaw(UPLOAD, (incoming, response) => {
      incoming.resume();
      const problem = { code: 'STORAGE_FULL', detail: 'The disk is full.', retryable: true };
      response.writeHead(507, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
    });
    const answer = await slowUpload();
    expect(answer.statusCode).toBe(507);
    expect(await json(answer)).toMatchObject({ code: 'STORAGE_FULL' });
  });

  it('is answered 503 within a second when Runtime is away, however much of it is still to come', async () => {
    const elsewhere = await startExperience({ RUNTIME_URL: 'http://127.0.0.1:9' });
    const begun = performance.now();
    const answer = await slowUpload(elsewhere.url);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(performance.now() - begun).toBeLessThan(1_000);
    await elsewhere.app.close();
  });

  it('of a session that is not there is refused as that', async () => {
    const answer = await upload([['file', csv], ['tenant_id', 'other'], session]);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'SESSION_NOT_FOUND' });
  });

  async function sendForm(
    body: string,
  ): Promise<{ status: number; body: { code?: string; errors?: { pointer: string }[] } }> {
    const answer = await fetch(`${experience.url}/v1/content/upload`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body,
    });
    return { status: answer.status, body: (await answer.json()) as { code?: string } };
  }

  /** Begins an upload that never ends by itself. */
  function slowUpload(url = experience.url): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = request(`${url}/v1/content/upload`, { method: 'POST' }, resolve).on('error', reject);
      unfinished.push(sent);
      sent.setHeader('Content-Type', 'multipart/form-data; boundary=b');
      sent.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
      sent.write(randomBytes(100_000));
    });
  }
});
