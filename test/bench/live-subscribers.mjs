/**
 * Follows sessions over WebSocket or as server-sent events, one connection for each, in a process of its own. Told which,
 * it answers when all are connected; asked to, it tells how many milliseconds after its commit was begun each event came.
 * Usage, forked: live-subscribers.mjs <url of Experience> <websocket | sse>
 */
import { get } from 'node:http';
import { WebSocket } from 'ws';

const [url, transport] = process.argv.slice(2);
const CONNECT_AT_ONCE = 100;
const STALE_MS = 60_000;
const sockets = [];
let late = [];

function take(event) {
  late.push(Date.now() - Date.parse(event.time));
}

function overWebSocket(session) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`, 'intent-events.v1', {
      perMessageDeflate: false,
    });
    sockets.push(socket);
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

async function followAll(sessions) {
  const left = sessions.values();
  const some = async () => {
    for (const session of left) await follow(session);
  };
  await Promise.all(Array.from({ length: CONNECT_AT_ONCE }, some));
}

process.on('message', async (asked) => {
  if (asked.follow) {
    await followAll(asked.follow);
    process.send('connected');
  } else if (asked === 'stop') {
    for (const socket of sockets) socket.pause();
    process.send('stopped');
  } else {
    process.send(late);
    late = [];
  }
});
