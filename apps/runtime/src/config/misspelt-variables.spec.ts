import { describe, expect, it } from '@jest/globals';
import { misspeltVariables } from './misspelt-variables.js';
import { redacted } from './redacted.js';

const KNOWN = new Set(['AUTH_MODE', 'AUTH_ALLOW_OPEN_NETWORK', 'RUNTIME_PORT', 'DATA_DIR', 'LEASE_MS']);
const found = (name: string, value = 'x') => misspeltVariables({ [name]: value }, KNOWN);

describe('a variable that nothing reads', () => {
  it.each(['AUTH_MODES', 'AUHT_MODE', 'auth_mode', 'AUTH_ANYTHING', 'AUTHMODE', 'AUTH_ALLOW_OPEN_NETWROK'])(
    'is refused where it may have been meant to close the door: %s',
    (name) => {
      expect(found(name)).toEqual({ refusals: [expect.stringContaining(name)], warnings: [] });
    },
  );

  it.each(['RUNTIME_PROT', 'DATADIR', 'LEASE_RENEWAL', 'RUNTIME_ANYTHING'])(
    'is warned of where it seems ours: %s',
    (name) => {
      expect(found(name)).toEqual({ refusals: [], warnings: [expect.stringContaining(name)] });
    },
  );

  it.each(['PATH', 'HOME', 'GIT_AUTHOR_NAME', 'OAUTH_CLIENT', 'DATABASE'])(
    "is none of ours if it is somebody else's: %s",
    (name) => {
      expect(found(name)).toEqual({ refusals: [], warnings: [] });
    },
  );

  it.each([
    ['AUTH_SERVICE_HOST', '10.0.0.1'],
    ['AUTH_PORT', 'tcp://10.0.0.1:80'],
    ['AUTH_PORT_80_TCP_ADDR', '10.0.0.1'],
    ['RUNTIME_SERVICE_PORT_HTTP', '8000'],
  ])('is none of ours if Kubernetes sets it for a service of that name: %s', (name, value) => {
    expect(found(name, value)).toEqual({ refusals: [], warnings: [] });
  });

  it('counts as not set if it is empty, and its value is never said', () => {
    expect(found('AUTH_MODES', '').refusals).toEqual([]);
    expect(found('AUTH_TOKENS', 'hush').refusals.join()).not.toContain('hush');
  });
});

describe('a setting, printed,', () => {
  it.each([
    ['DATABASE_URL', 'postgres://ann:p@ss@db:5432/x?password=hush', 'postgres://***@db:5432/x?***'],
    ['DATABASE_URL', 'postgres://ann:secret', 'postgres://ann:secret'],
    ['BLOB_URL', 's3://key:hush@blobs', 's3://***@blobs'],
    ['SERVICE_TOKEN', 'hush', '***'],
    ['API_KEY_PEPPER', 'hush', '***'],
    ['RUNTIME_REALMS', '@acme/realm,./b', '@acme/realm,./b'],
    ['RUNTIME_PORT', '8000', '8000'],
    ['SERVICE_TOKEN', '', ''],
  ])('%s=%s is %s', (name, value, shown) => {
    expect(redacted(name, value)).toBe(shown);
  });
});
