import { describe, expect, it } from '@jest/globals';
import { isLoopback } from './loopback.js';

describe('a host', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    'app.localhost',
    'localhost.',
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
  ])('%s is this machine', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['localhost.evil.com', '127.0.0.1.nip.io', '0.0.0.0', '::', '10.0.0.1', 'notlocalhost', '127.evil.com'])(
    '%s may be any machine',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
