import { expect } from '@jest/globals';
import type { Case } from './case.js';
import { soMany, hear, refusalOf } from './heard.js';

/** Of what is not told, and with which code. */
export const REFUSAL_CASES: readonly Case[] = [
  {
    promise: 'are not told after a cursor that is none of ours, or of another stream',
    async check(scene) {
      const session = await scene.session();
      const { session_id, tenant_id: tenantId } = session;
      const [{ execution }, other] = await Promise.all([scene.endedOrder(session), scene.endedOrder(session)]);
      const feed = await hear(scene.follow({ tenant: true }, { tenantId }), soMany(1));
      const of = (after?: string) => refusalOf(scene.follow(execution, { after }));
      const ofSession = (after?: string) => refusalOf(scene.follow({ session_id }, { tenantId, after }));
      const ofTenant = (after?: string) => refusalOf(scene.follow({ tenant: true }, { tenantId, after }));
      expect({
        'an execution, by a forged one': await of('nonsense'),
        "an execution, by another's": await of(other.execution.cursor),
        "an execution, by the feed's": await of(feed.cursors[0]),
        'a session, by a forged one': await ofSession('nonsense'),
        "a session, by an execution's": await ofSession(execution.cursor),
        'a tenant, by a forged one': await ofTenant('nonsense'),
        "a tenant, by an execution's": await ofTenant(execution.cursor),
      }).toEqual({
        'an execution, by a forged one': 'CURSOR_INVALID',
        "an execution, by another's": 'CURSOR_OF_ANOTHER_STREAM',
        "an execution, by the feed's": 'CURSOR_OF_ANOTHER_STREAM',
        'a session, by a forged one': 'CURSOR_INVALID',
        "a session, by an execution's": 'CURSOR_OF_ANOTHER_STREAM',
        'a tenant, by a forged one': 'CURSOR_INVALID',
        "a tenant, by an execution's": 'CURSOR_OF_ANOTHER_STREAM',
      });
    },
  },
  {
    promise: "are not told of what does not exist, which is how another tenant's looks",
    async check(scene) {
      const session = await scene.session();
      const { session_id } = session;
      const { execution } = await scene.endedOrder(session);
      const { tenant_id: tenantId } = await scene.session();
      expect({
        'an unknown execution': await refusalOf(scene.follow({ execution_id: 'exe_unknown' })),
        "another tenant's execution": await refusalOf(scene.follow(execution, { tenantId })),
        'an unknown session': await refusalOf(scene.follow({ session_id: 'ses_unknown' }, { tenantId })),
        "another tenant's session": await refusalOf(scene.follow({ session_id }, { tenantId })),
      }).toEqual({
        'an unknown execution': 'EXECUTION_NOT_FOUND',
        "another tenant's execution": 'EXECUTION_NOT_FOUND',
        'an unknown session': 'SESSION_NOT_FOUND',
        "another tenant's session": 'SESSION_NOT_FOUND',
      });
    },
  },
];
