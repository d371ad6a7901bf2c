import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { EnvironmentInvalid, readEnvironment } from './read-environment.js';

function reasonsFor(variables: Record<string, string>): string[] {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error.reasons;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('need nothing to be set', () => {
    expect(readEnvironment({})).toEqual({
      EXPERIENCE_HOST: '127.0.0.1',
      EXPERIENCE_PORT: 8001,
      RUNTIME_URL: 'http://127.0.0.1:8000',
      EXPERIENCE_ADAPTERS: ['rest', 'sse', 'websocket', 'console'],
      AUTH_MODE: 'open',
      AUTH_ISSUER: '',
      SERVICE_TOKEN: '',
      AUTH_OIDC_CLIENT_ID: '',
      METRICS_TOKEN: '',
      AUTH_OIDC_ORIGINS: [],
      AUTH_ALLOW_OPEN_NETWORK: false,
      ALLOWED_HOSTS: [],
      ALLOWED_ORIGINS: [],
      STREAMS_PER_TENANT: 0,
      UPLOAD_MAX_BYTES: 2 ** 31,
      BODY_STALL_MS: 30_000,
      RUNTIME_EVENTS: 'websocket',
      STREAM_HEARTBEAT_MS: 7_000,
      LOG_LEVEL: 'info',
    });
  });

  it('are read as what they are', () => {
    const environment = readEnvironment({
      EXPERIENCE_PORT: '9001',
      RUNTIME_URL: 'http://runtime:8000',
      EXPERIENCE_ADAPTERS: ' rest , ./adapters/chat ',
      AUTH_ALLOW_OPEN_NETWORK: 'true',
      EXPERIENCE_HOST: '0.0.0.0',
      UPLOAD_MAX_BYTES: '1000',
      LOG_LEVEL: '',
      SOMETHING_ELSE: 'is none of our business',
    });
    expect(environment).toMatchObject({
      EXPERIENCE_PORT: 9001,
      RUNTIME_URL: 'http://runtime:8000',
      EXPERIENCE_ADAPTERS: ['rest', './adapters/chat'],
      AUTH_ALLOW_OPEN_NETWORK: true,
      UPLOAD_MAX_BYTES: 1000,
      LOG_LEVEL: 'info',
    });
  });

  it('that are wrong are all named at once, with what they are', () => {
    const reasons = reasonsFor({
      EXPERIENCE_PORT: '80a',
      RUNTIME_URL: 'runtime',
      AUTH_MODE: 'none',
      AUTH_ALLOW_OPEN_NETWORK: 'yes',
      LOG_LEVEL: 'loud',
      UPLOAD_MAX_BYTES: '-1',
    }).join('\n');
    for (const named of ['"80a"', '"runtime"', '"none"', '"yes"', '"loud"', '"-1"']) expect(reasons).toContain(named);
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.com'])('do not open %s to the network by accident', (host) => {
    expect(reasonsFor({ EXPERIENCE_HOST: host }).join()).toContain('AUTH_ALLOW_OPEN_NETWORK=true');
    expect(reasonsFor({ EXPERIENCE_HOST: host, AUTH_ALLOW_OPEN_NETWORK: 'true' })).toEqual([]);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('take %s for what it is, a name of this machine', (host) => {
    expect(reasonsFor({ EXPERIENCE_HOST: host })).toEqual([]);
  });
});
