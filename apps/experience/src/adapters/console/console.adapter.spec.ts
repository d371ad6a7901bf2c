import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startExperience, type StartedExperience } from '../../testing/started-experience.js';
import { contentSecurityPolicy } from './content-security-policy.js';

/** Unit tests run without a build too: what is promised of files that are there is tested in a browser. */
const isBuilt = existsSync(join(import.meta.dirname, '../../../console/dist/index.html'));

describe('The console', () => {
  let experience: StartedExperience;
  let without: StartedExperience;

  beforeAll(async () => {
    [experience, without] = await Promise.all([
      startExperience({ RUNTIME_URL: 'http://127.0.0.1:1' }),
      startExperience({ RUNTIME_URL: 'http://127.0.0.1:1', EXPERIENCE_ADAPTERS: ['rest'] }),
    ]);
  });
  afterAll(() => Promise.all([experience.app.close(), without.app.close()]));

  const get = (path: string, { url } = experience): Promise<Response> => fetch(url + path, { redirect: 'manual' });

  it.each([
    '/v1',
    '/v1/nothing',
    '/v1/content/art_1/nothing',
    '/elsewhere',
    '/assets/nothing.js',
    '/assets/..%2findex.html',
  ])('leaves %s to be answered as a problem: no address but those of its rooms shows the page', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
  });

  it('hides neither health nor documents, whose routes stand beside its own', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/v1/openapi.json')).headers.get('content-type')).toContain('json');
    expect((await get('/v1/docs')).status).toBe(200);
  });

  it('tells a page how callers are known here and how events come, before anybody is known', async () => {
    const answer = await get('/console/settings.json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({ auth_mode: 'open', open_network: false, live: 'websocket' });
  });

  it('leaves the documentation to be the home page where it is left out', async () => {
    expect((await get('/', without)).headers.get('location')).toBe('/v1/docs');
    expect((await get('/console/settings.json', without)).status).toBe(404);
    expect((await get('/executions', without)).status).toBe(404);
  });

  it('allows its page nothing inline, nobody to frame it, and to talk to its own server alone', async () => {
    const policy = contentSecurityPolicy(undefined);
    expect(policy).not.toContain('unsafe');
    for (const part of ["script-src 'self';", "connect-src 'self';", "frame-ancestors 'none'", "object-src 'none'"]) {
      expect(policy).toContain(part);
    }
    const oidc = { issuer: 'https://issuer.example/realm', clientId: 'c', origins: ['https://tokens.example'] };
    expect(contentSecurityPolicy(oidc)).toContain("connect-src 'self' https://issuer.example https://tokens.example;");
    if (!isBuilt) return;
    for (const path of ['/', '/executions', '/executions/exe_1', '/content/a/b']) {
      const { status, headers } = await get(path);
      expect([path, status, headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
      expect(headers.get('content-security-policy')).toBe(policy);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    const text = await (await get('/')).text();
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|https?:\/\//);
    const [, script] = /src="(\/assets\/[^"]+)"/.exec(text) ?? [];
    expect((await get(script!)).headers.get('cache-control')).toContain('immutable');
    const tag = (await get('/')).headers.get('etag')!;
    const again = await fetch(`${experience.url}/`, { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
  });
});
