// A broken Experience: it answers 202 by itself, keeps the intent in its memory, and submits it to Runtime later.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const { EXPERIENCE_PORT, RUNTIME_URL } = process.env;
const LATER = 2_000;

createServer(async (request, response) => {
  if (request.url === '/readyz') return response.end();
  const body = JSON.stringify(await json(request));
  setTimeout(() => submit(request.headers, body), LATER);
  response.writeHead(202, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ execution_id: `exe_${randomUUID()}`, status: 'queued', done: false }));
}).listen(Number(EXPERIENCE_PORT), '127.0.0.1');

async function submit(headers, body) {
  const answer = await fetch(`${RUNTIME_URL}/api/intent/submit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': headers['idempotency-key'] },
    body,
  });
  console.log(answer.status);
}
