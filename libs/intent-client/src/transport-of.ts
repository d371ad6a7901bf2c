import { Backoff, BACKOFF } from './backoff.js';
import { HttpDoor, type Fetch } from './http/http-door.js';
import { PollingTransport } from './http/polling-transport.js';
import { SseTransport } from './http/sse-transport.js';
import type { LiveClientOptions } from './live-client-options.js';
import type { Transport } from './transport.js';
import { connectGlobally } from './websocket/connect-globally.js';
import { WebSocketTransport } from './websocket/web-socket-transport.js';

/** Runtime holds a page back for 25 s, and a heartbeat comes every 15 s. */
const SILENCE_MS = 40_000;
const WELCOME_MS = 10_000;
const IDLE_MS = 2_000;
const QUEUE_LIMIT = 1_000;

const fetchGlobally: Fetch = (url, init) => fetch(url, init);

/** The transport that is asked for, with everything that was left out. */
export function transportOf(options: LiveClientOptions): Transport {
  const { url, headers = {}, random = Math.random, silenceMs } = options;
  const backoff = (): Backoff => new Backoff({ ...BACKOFF, ...options.backoff }, random);
  const door = new HttpDoor(url, headers, options.fetch ?? fetchGlobally);
  switch (options.transport ?? 'websocket') {
    case 'sse':
      return new SseTransport(door, backoff, silenceMs ?? SILENCE_MS);
    case 'polling':
      return new PollingTransport(door, backoff, silenceMs ?? SILENCE_MS);
    case 'websocket':
      return new WebSocketTransport({
        socket: {
          url: socketUrl(url, options.socketPath ?? 'live'),
          headers,
          connect: options.connect ?? connectGlobally,
          welcomeMs: silenceMs ?? WELCOME_MS,
        },
        ticket: options.ticket,
        backoff,
        idleMs: options.idleMs ?? IDLE_MS,
        queueLimit: options.queueLimit ?? QUEUE_LIMIT,
      });
  }
}

function socketUrl(base: string, path: string): string {
  return `${base.replace(/^http/, 'ws').replace(/\/+$/, '')}/${path}`;
}
