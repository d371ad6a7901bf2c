import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { inOwnPaths, linksOf } from './own-paths.js';
import { runtimePath } from './runtime-path.js';

describe('paths', () => {
  it.each([
    ['Send it to /api/artifact/upload.', 'Send it to /v1/content/upload.'],
    ['See GET /api/intent/types.', 'See GET /v1/intent/types.'],
    ['POST /api/session/create gives one.', 'POST /v1/session gives one.'],
    ['/api/execution/exe_1/status', '/v1/execution/exe_1/status'],
    ['/api/events?after=1', '/v1/events?after=1'],
    ['An apiary.', 'An apiary.'],
  ])('of Runtime are told as those of Experience: %s', (theirs, ours) => {
    expect(inOwnPaths(theirs)).toBe(ours);
  });

  it('lead on within Experience', () => {
    expect(linksOf('exe_1')).toEqual({ status: '/v1/execution/exe_1/status', events: '/v1/execution/exe_1/events' });
  });

  it('of Runtime cannot be left by what a client sends', () => {
    expect(runtimePath`/api/execution/${'a/../b?c#d'}/status`).toBe('/api/execution/a%2F..%2Fb%3Fc%23d/status');
    for (const id of ['.', '..', ''])
      expect(() => runtimePath`/api/execution/${id}/status`).toThrow('MALFORMED_REQUEST');
  });
});
