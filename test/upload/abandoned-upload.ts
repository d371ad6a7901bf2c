import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../chaos/random.js';

const BOUNDARY = '----what-a-browser-would-send';
export const FILE = randomBytes(150_000);
export const FILE_SHA256 = createHash('sha256').update(FILE).digest('hex');

/** A request as it goes over the wire, and the places in it where breaking off is most likely to be missed. */
export interface RawUpload {
  bytes: Buffer;
  places: [number, ...number[]];
}

/** The form of an upload through Experience, with a field before and one after the file. */
export function formUpload(host: string, fields: { tenant_id: string; session_id: string }): RawUpload {
  const part = (name: string, rest = ''): string =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`;
  const before = `${part('tenant_id')}${fields.tenant_id}\r\n${part('file', '; filename="a.bin"')}`;
  const after = `\r\n${part('session_id')}${fields.session_id}\r\n--${BOUNDARY}--\r\n`;
  const body = Buffer.concat([Buffer.from(before), FILE, Buffer.from(after)]);
  const type = `multipart/form-data; boundary=${BOUNDARY}`;
  return rawUpload(host, '/v1/content/upload', type, body, [before.length, before.length + FILE.length]);
}

/** The bare bytes, as they go to Runtime. */
export function bareUpload(host: string): RawUpload {
  return rawUpload(host, '/api/artifact/upload', 'application/octet-stream', FILE, []);
}

function rawUpload(host: string, path: string, type: string, body: Buffer, seams: number[]): RawUpload {
  const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), body]);
  const atSeams = seams.flatMap((seam) => [seam, seam + 1, seam + 8, seam + 40].map((at) => head.length + at));
  return { bytes, places: [0, 1, head.length - 1, head.length, head.length + 1, bytes.length - 1, ...atSeams] };
}

/** Sends a part of an upload and hangs up, politely or not, on a connection that may have served another request. */
export async function abandon({ bytes, places }: RawUpload, port: number, random: Random): Promise<void> {
  const cut = random.chance(0.5) ? random.oneOf(places) : random.between(0, bytes.length - 1);
  const reset = random.chance(0.5);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  if (random.chance(0.3)) await ask(socket);
  const middle = random.between(0, cut);
  await write(socket, bytes.subarray(0, middle));
  if (random.chance(0.5)) await sleep(random.between(0, 20));
  await write(socket, bytes.subarray(middle, cut));
  if (random.chance(0.5)) await sleep(random.between(0, 20));
  if (reset) socket.resetAndDestroy();
  else socket.destroy();
}

function ask(socket: Socket): Promise<void> {
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return new Promise((resolve) => socket.once('data', () => resolve()).once('close', () => resolve()));
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (bytes.length === 0) resolve();
    else socket.write(bytes, () => resolve());
  });
}
