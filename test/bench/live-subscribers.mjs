/**
 * Follows sessions over WebSocket or as server-sent events, one connection for each, in a process of its own. Says
 * `ready` when all are connected; asked to, tells how many milliseconds after its commit was begun each event came.
 * Usage, forked: live-subscribers.mjs <url of Experience> <websocket | sse> <session…>
 */
import { get } from 'node:http';
import { WebSocket } from 'ws';

const [url, transport, ...sessions] = process.argv.slice(2);
const STALE_MS = 60_000;
let late = [];

function take(event) {
  late.push(Date.now() - Date.parse(event.time));
}

function overWebSocket(session) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`, 'intent-events.v1', {
      perMessageDeflate: false,
    });
    socket.once('error', reject);
    socket.once('open', () => {
      socket.send(JSON.stringify({ event: 'subscribe', data: { sub: 's', session_id: session, after: 'latest' } }));
    });
    socket.on('message', (text) => {
      const { event, data } = JSON.parse(text);
      if (event === 'event') take(data.event);
      if (event === 'subscribed') resolve();
      if (event === 'error') reject(new Error(data.problem.detail));
    });
  });
}

function asSse(session) {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/event-stream' };
    const asked = get(`${url}/v1/events?session_id=${session}&after=latest`, { headers, agent: false }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`answered ${answer.statusCode}`));
      let rest = '';
      answer.setEncoding('utf8').on('data', (chunk) => {
        const frames = (rest + chunk).split('\n\n');
        rest = frames.pop();
        for (const frame of frames) {
          const line = frame.split('\n').find((each) => each.startsWith('data: '));
          if (line !== undefined) take(JSON.parse(line.slice(6)));
        }
        resolve();
      });
    });
    asked.setTimeout(STALE_MS).once('error', reject);
  });
}

const follow = transport === 'sse' ? asSse : overWebSocket;
await Promise.all(sessions.map(follow));
process.on('message', () => {
  process.send(late);
  late = [];
});
process.send('ready');
