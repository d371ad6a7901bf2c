import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXECUTION_STATUSES, isTerminal } from '@app/intent-contracts';
import type { ExecutionRecord } from '../execution-record.js';
import type { ExecutionFilter } from '../execution-store.js';
import { acceptance, execution, NOW, session } from './records.js';
import type { Stores } from './store-contract.js';

const TENANT = 'acme';
const SESSIONS = ['ses_1', 'ses_2'];
const TYPES = ['orders.place', 'orders.return'];
const SECOND = 1_000;

/** One of each status, session and type, a second after one another. */
const EVERY: readonly ExecutionRecord[] = EXECUTION_STATUSES.flatMap((status) =>
  SESSIONS.flatMap((sessionId) => TYPES.map((intentType) => ({ status, sessionId, intentType }))),
).map((more, index) => {
  const createdAt = NOW + index * SECOND;
  const id = `exe_${createdAt.toString(16).padStart(12, '0')}7000${'0'.repeat(16)}`;
  return execution(id, { ...more, createdAt, finishedAt: isTerminal(more.status) ? createdAt : null });
});

/** The filters that there are, each left out or given. */
const FILTERS: readonly ExecutionFilter[] = [undefined, ...EXECUTION_STATUSES].flatMap((status) =>
  [undefined, SESSIONS[0]].flatMap((sessionId) =>
    [undefined, TYPES[0]].flatMap((intentType) =>
      [undefined, NOW + 20 * SECOND].map((createdAfter) => ({
        tenantId: TENANT,
        limit: 100,
        ...(status && { status }),
        ...(sessionId && { sessionId }),
        ...(intentType && { intentType }),
        ...(createdAfter && { createdAfter }),
      })),
    ),
  ),
);

function fits(record: ExecutionRecord, { status, sessionId, intentType, createdAfter }: ExecutionFilter): boolean {
  return (
    (status === undefined || record.status === status) &&
    (sessionId === undefined || record.sessionId === sessionId) &&
    (intentType === undefined || record.intentType === intentType) &&
    (createdAfter === undefined || record.createdAt > createdAfter)
  );
}

/** What every adapter finds, by whichever index. */
export function searchContract(name: string, open: () => Promise<Stores>): void {
  describe(`the search for executions on ${name}`, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await open();
      for (const id of SESSIONS) await stores.sessions.create(session(id, TENANT, { expiresAt: NOW + 1_000 * SECOND }));
      await stores.sessions.create(session('ses_other', 'other', { expiresAt: NOW + 1_000 * SECOND }));
      for (const record of EVERY) {
        await expect(stores.executions.accept(acceptance(record))).resolves.toEqual({ outcome: 'accepted' });
      }
      const theirs = { tenantId: 'other', sessionId: 'ses_other' };
      await stores.executions.accept(acceptance(execution('exe_theirs', theirs)));
    });
    afterAll(() => stores.close());

    it('finds those that fit all filters, and no other, newest first', async () => {
      const found = await Promise.all(
        FILTERS.map(async (filter) => (await stores.executions.list(filter)).map(({ executionId }) => executionId)),
      );
      const expected = FILTERS.map((filter) =>
        EVERY.filter((record) => fits(record, filter))
          .map(({ executionId }) => executionId)
          .reverse(),
      );

      expect(found).toEqual(expected);
      expect(expected.flat().length).toBeGreaterThan(EVERY.length * 4);
    });
  });
}
