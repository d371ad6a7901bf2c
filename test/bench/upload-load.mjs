/**
 * Uploads one file of so many bytes from a process of its own, and prints how long it took, what was answered, and the
 * SHA-256 of what was sent, as JSON. The bytes are made before the clock starts: nothing is read and nothing hashed on
 * the way.
 * Usage: node upload-load.mjs <url> <bytes> <fields as JSON>
 */
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { once } from 'node:events';

const [url, bytes, fields] = process.argv.slice(2);
const size = Number(bytes);
const BOUNDARY = '----what-a-browser-would-send';
const chunk = randomBytes(2 ** 20);

function part(name, rest = '') {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`;
}
const head = part('file', '; filename="large.bin"\r\nContent-Type: application/octet-stream');
const values = Object.entries(JSON.parse(fields)).map(([name, value]) => `\r\n${part(name)}${value}`);
const tail = `${values.join('')}\r\n--${BOUNDARY}--\r\n`;

function* pieces() {
  for (let left = size; left > 0; left -= chunk.length) yield left < chunk.length ? chunk.subarray(0, left) : chunk;
}
const hash = createHash('sha256');
for (const piece of pieces()) hash.update(piece);

const start = performance.now();
const call = request(url, {
  method: 'POST',
  headers: {
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'content-length': head.length + size + tail.length,
  },
});
const answered = once(call, 'response');
call.write(head);
for (const piece of pieces()) if (!call.write(piece)) await once(call, 'drain');
call.end(tail);
const [answer] = await answered;
let text = '';
for await (const piece of answer.setEncoding('utf8')) text += piece;
const seconds = (performance.now() - start) / 1_000;
if (answer.statusCode >= 300) throw new Error(`${answer.statusCode}: ${text}`);
console.log(JSON.stringify({ seconds, answer: JSON.parse(text), sha256: hash.digest('hex') }));
