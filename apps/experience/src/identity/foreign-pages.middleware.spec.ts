import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { startExperience, type StartedExperience } from '../testing/started-experience.js';

describe('in open mode', () => {
  let experience: StartedExperience;

  beforeAll(async () => {
    experience = await startExperience({
      RUNTIME_URL: 'http://127.0.0.1:9',
      ALLOWED_HOSTS: ['desk.example'],
      ALLOWED_ORIGINS: ['https://console.example'],
    });
  });
  afterAll(() => experience.app.close());

  /** As `fetch`, which would not let a test say what Host is. */
  function codeOf(headers: Record<string, string>): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request(`${experience.url}/healthz`, { headers }, (response) => {
        text(response).then((body) => resolve((JSON.parse(body) as { code?: string }).code ?? 'served'), reject);
      });
      sent.on('error', reject).end();
    });
  }

  it.each(['localhost:8001', '127.0.0.1', '[::1]:8001', 'desk.example:8001', 'DESK.example'])(
    'a request for %s is served',
    async (host) => {
      expect(await codeOf({ host })).toBe('served');
    },
  );

  it.each(['evil.example', 'evil.example:8001', '127.0.0.1.evil.example', '10.1.2.3'])(
    'a request for "%s" is turned away, so that a name pointed here by others is of no use to them',
    async (host) => {
      expect(await codeOf({ host })).toBe('HOST_NOT_ALLOWED');
    },
  );

  it.each(['http://localhost:3000', 'http://127.0.0.1:8001', 'https://console.example'])(
    'a page of %s may call',
    async (origin) => {
      expect(await codeOf({ origin })).toBe('served');
    },
  );

  it.each(['http://evil.example', 'null', 'https://console.example.evil', 'https://localhost.evil.example'])(
    'a page of %s may not call',
    async (origin) => {
      expect(await codeOf({ origin })).toBe('ORIGIN_NOT_ALLOWED');
    },
  );

  it('a page that may call may also read the answers, and ask beforehand', async () => {
    const origin = 'https://console.example';
    const asked = await fetch(`${experience.url}/v1/intent/submit`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    const foreign = await fetch(`${experience.url}/healthz`, { headers: { origin: 'http://evil.example' } });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});
