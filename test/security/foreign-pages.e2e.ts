import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawSocket } from '../conformance/raw-socket.js';
import { BothPlanes } from '../processes/both-planes.js';

let planes: BothPlanes;

beforeAll(async () => {
  planes = await BothPlanes.start();
});

afterAll(() => planes.kill());

/** As `fetch`, which would not let a test say what Host is. */
function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (answer) => {
      text(answer).then(() => resolve(answer.statusCode ?? 0), reject);
    });
    sent.on('error', reject).end();
  });
}

const PLANES: [string, () => string, () => string][] = [
  ['Runtime', () => `${planes.runtime.url}/api/intent/types`, () => `${planes.runtime.url}/api/events/stream`],
  ['Experience', () => `${planes.experience.url}/v1/intent/types`, () => `${planes.experience.url}/v1/live`],
];
const FOREIGN: [Record<string, string>, number][] = [
  [{ host: 'evil.example' }, 421],
  [{ host: 'evil.example:8000' }, 421],
  [{ host: '127.0.0.1.nip.io' }, 421],
  [{ origin: 'https://evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ origin: 'http://localhost.evil.example' }, 403],
];

describe('in open mode, what a page of somebody else’s sends', () => {
  it.each(PLANES)('is turned away by %s', async (_plane, url) => {
    for (const [headers, status] of FOREIGN)
      expect({ headers, status: await statusOf(url(), headers) }).toEqual({ headers, status });
    expect(await statusOf(url(), { origin: 'http://localhost:5173' })).toBe(200);
  });

  it.each(PLANES)('opens no socket at %s', async (_plane, _url, socket) => {
    const at = socket().replace('http', 'ws');
    for (const [headers, status] of FOREIGN) {
      await expect(RawSocket.open(at, 'intent-events.v1', headers)).rejects.toThrow(String(status));
    }
    (await RawSocket.open(at, 'intent-events.v1', { origin: 'http://localhost:5173' })).close();
  });
});
