import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@app/intent-contracts';
import { StreamQuota } from './stream-quota.js';

describe('the quota of streams', () => {
  it('does not count one that is over before it begins', () => {
    const quota = new StreamQuota({ STREAMS_PER_TENANT: 1 } as never);
    quota.take('acme', AbortSignal.abort());
    expect(() => quota.take('acme', new AbortController().signal)).not.toThrow();
    expect(() => quota.take('acme', new AbortController().signal)).toThrow(ProblemError);
  });
});
