import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionRecord } from '../execution-record.js';
import { ExecutionStore, FenceLost, type RealmChange } from '../execution-store.js';
import { ArtifactStore } from '../artifact-store.js';
import { FactStore } from '../fact-store.js';
import { LineageStore } from '../lineage-store.js';
import { ReplicaStore, type Replica } from '../replica-store.js';
import { SessionStore } from '../session-store.js';
import { acceptance, artifact, entry, execution, NOW, session } from './records.js';
import { untilFed } from './until-fed.js';

/** The stores of one adapter over one empty database. */
export interface Stores {
  readonly executions: ExecutionStore;
  readonly sessions: SessionStore;
  readonly artifacts: ArtifactStore;
  readonly facts: FactStore;
  readonly lineage: LineageStore;
  readonly replicas: ReplicaStore;
  close(): Promise<void>;
}

const replica = (id: string): Replica => ({ id, handlers: ['orders.place@1'], lease: 30_000, suspectFrom: 3 });
const nothing = (): void => undefined;
const silent = { work: nothing, lost: nothing, suspects: nothing, mail: nothing };

/** What every adapter of the storage port keeps to, whatever database is underneath. */
export function storeContract(name: string, open: () => Promise<Stores>): void {
  describe(`the store contract on ${name}`, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await open();
      await stores.sessions.create(session('ses_1'));
      await stores.sessions.create(session('ses_closed', 'acme', { closed: true }));
    });
    afterAll(() => stores.close());

    it('an accepted execution is there with its log, for its tenant alone', async () => {
      await expect(stores.executions.accept(acceptance(execution('exe_a')))).resolves.toEqual({ outcome: 'accepted' });
      await expect(stores.executions.find('acme', 'exe_a')).resolves.toEqual(execution('exe_a'));
      await expect(stores.executions.find('other', 'exe_a')).resolves.toBeUndefined();
      await expect(stores.executions.entries(null, 'exe_a', 0)).resolves.toEqual([entry(1)]);
      await expect(stores.executions.entries(null, 'exe_a', 1)).resolves.toEqual([]);
    });

    it('a session that is closed, over, unknown or of another tenant takes nothing, and nothing is left behind', async () => {
      const refused = async (executionId: string, more: Partial<ExecutionRecord>): Promise<string> => {
        const idempotency = { route: 'r', key: executionId, bodyHash: 'h' };
        await stores.artifacts.stage(artifact(`art_${executionId}`));
        const result = await stores.executions.accept(
          acceptance(execution(executionId, more), { idempotency, artifactIds: [`art_${executionId}`] }),
        );
        await expect(stores.executions.find(null, executionId)).resolves.toBeUndefined();
        await expect(stores.artifacts.find(null, `art_${executionId}`)).resolves.toBeUndefined();
        // The key was not used up: the same request succeeds where it may.
        await expect(
          stores.executions.accept(acceptance(execution(`${executionId}_again`), { idempotency })),
        ).resolves.toEqual({ outcome: 'accepted' });
        return result.outcome;
      };
      await expect(refused('exe_c', { sessionId: 'ses_closed' })).resolves.toBe('session_closed');
      await expect(refused('exe_o', { createdAt: NOW + 1_000 })).resolves.toBe('session_closed');
      await expect(refused('exe_u', { sessionId: 'ses_none' })).resolves.toBe('session_not_found');
    });

    it('a key that was used is answered with the first execution, and refused with another body', async () => {
      const idempotency = { route: 'r', key: 'k', bodyHash: 'one' };
      await stores.executions.accept(acceptance(execution('exe_k1'), { idempotency }));
      await expect(stores.executions.accept(acceptance(execution('exe_k2'), { idempotency }))).resolves.toEqual({
        outcome: 'replayed',
        executionId: 'exe_k1',
        status: 'queued',
      });
      const other = { ...idempotency, bodyHash: 'two' };
      await expect(stores.executions.accept(acceptance(execution('exe_k3'), { idempotency: other }))).resolves.toEqual({
        outcome: 'key_reused',
      });
      await expect(stores.executions.find(null, 'exe_k2')).resolves.toBeUndefined();
    });

    it('one that is written twice, because the outcome of its commit was not known, is accepted', async () => {
      const twice = acceptance(execution('exe_twice'), { idempotency: { route: 'r', key: 'twice', bodyHash: 'h' } });
      await expect(stores.executions.accept(twice)).resolves.toEqual({ outcome: 'accepted' });
      await expect(stores.executions.accept(twice)).resolves.toEqual({ outcome: 'accepted' });
      await expect(stores.executions.entries(null, 'exe_twice', 0)).resolves.toEqual([entry(1)]);
    });

    it('of many at once with the same key one is accepted', async () => {
      const idempotency = { route: 'r', key: 'many', bodyHash: 'h' };
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, number) =>
          stores.executions.accept(acceptance(execution(`exe_m${number}`), { idempotency })),
        ),
      );
      expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
      expect(results.filter(({ outcome }) => outcome === 'replayed')).toHaveLength(19);
    });

    it('an append under the fence of its claim is written whole, and one under an older fence changes nothing', async () => {
      await stores.executions.accept(acceptance(execution('exe_f')));
      const claimed = await stores.executions.claimOne('me', 'exe_f');
      expect(claimed).toMatchObject({ owner: 'me', fence: 1 });
      const record = { ...claimed!, sequence: 2, status: 'running' as const };
      const changes = [{ kind: 'fact.set' as const, scope: 'realm:orders', key: 'k', value: '1' }];
      await stores.executions.append({
        mayGoAhead: true,
        take: () => ({ record, entries: [entry(2, 'execution.started')], changes }),
      });
      await expect(stores.facts.find({ tenantId: 'acme', scope: 'realm:orders' }, 'k')).resolves.toMatchObject({
        value: '1',
      });

      await stores.replicas.join(replica('run_1'), silent);
      await expect(stores.executions.claimOne('other', 'exe_f')).resolves.toMatchObject({ owner: 'other', fence: 3 });
      const stale = { ...record, sequence: 3, status: 'succeeded' as const };
      const late = [{ kind: 'fact.delete' as const, scope: 'realm:orders', key: 'k' }];
      await expect(
        stores.executions.append({
          mayGoAhead: true,
          take: () => ({ record: stale, entries: [entry(3)], changes: late }),
        }),
      ).rejects.toThrow(FenceLost);
      await expect(stores.executions.find(null, 'exe_f')).resolves.toMatchObject({ status: 'running', sequence: 2 });
      await expect(stores.executions.entries(null, 'exe_f', 0)).resolves.toHaveLength(2);
      await expect(stores.facts.find({ tenantId: 'acme', scope: 'realm:orders' }, 'k')).resolves.toBeDefined();
    });

    it('one that has to wait for its concurrency key is accepted as nobody’s, whoever it was meant for', async () => {
      const owned = { owner: 'me', fence: 1, runs: 1, concurrencyKey: 'cart' };
      const idempotency = (key: string) => ({ idempotency: { route: 'r', key, bodyHash: 'h' } });
      const [first, second] = ['exe_cart1', 'exe_cart2'].map((id) => acceptance(execution(id, owned), idempotency(id)));
      await expect(Promise.all([stores.executions.accept(first!), stores.executions.accept(second!)])).resolves.toEqual(
        [{ outcome: 'accepted' }, { outcome: 'accepted', isHeld: true }],
      );
      const third = acceptance(execution('exe_cart3', owned));
      await expect(stores.executions.accept(third)).resolves.toEqual({ outcome: 'accepted', isHeld: true });
      await expect(stores.executions.find(null, 'exe_cart1')).resolves.toMatchObject({
        owner: 'me',
        fence: 1,
        runs: 1,
      });
      for (const held of ['exe_cart2', 'exe_cart3']) {
        await expect(stores.executions.find(null, held)).resolves.toMatchObject({ owner: null, fence: 0, runs: 0 });
      }
      // As after a commit that seemed to fail.
      await expect(stores.executions.accept(first!)).resolves.toEqual({ outcome: 'accepted' });
      await expect(stores.executions.accept(second!)).resolves.toEqual({ outcome: 'accepted', isHeld: true });
    });

    it('an append with an artifact that is not staged any more is refused alone', async () => {
      const owned = (executionId: string) => execution(executionId, { owner: 'me', fence: 1 });
      const append = (executionId: string, changes: RealmChange[]): Promise<void> =>
        stores.executions.append({
          mayGoAhead: true,
          take: () => ({ record: { ...owned(executionId), sequence: 2 }, entries: [entry(2)], changes }),
        });
      for (const id of ['exe_swept', 'exe_sound']) await stores.executions.accept(acceptance(owned(id)));
      const missing = {
        kind: 'artifact.create',
        artifactId: 'art_swept',
        sessionId: 'ses_1',
        executionId: 'exe_swept',
      };
      const outcomes = await Promise.allSettled([
        append('exe_swept', [missing as RealmChange]),
        append('exe_sound', []),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      await expect(stores.executions.entries(null, 'exe_swept', 0)).resolves.toHaveLength(1);
      await expect(stores.executions.entries(null, 'exe_sound', 0)).resolves.toHaveLength(2);
    });

    it('of several changes of one fact the last counts, of one execution or of two that are committed together', async () => {
      const scope = { tenantId: 'acme', scope: 'realm:changes' };
      const set = (key: string, value: string) => ({ kind: 'fact.set' as const, scope: scope.scope, key, value });
      const deleted = (key: string) => ({ kind: 'fact.delete' as const, scope: scope.scope, key });
      const append = async (executionId: string, changes: RealmChange[]): Promise<void> => {
        await stores.executions.accept(acceptance(execution(executionId, { owner: 'me', fence: 1 })));
        const record = { ...execution(executionId, { owner: 'me', fence: 1 }), sequence: 2 };
        await stores.executions.append({ mayGoAhead: true, take: () => ({ record, entries: [entry(2)], changes }) });
      };
      await append(
        'exe_c0',
        ['kept', 'gone', 'back'].map((key) => set(key, '0')),
      );
      await append('exe_c1', [set('kept', '1'), deleted('gone'), set('kept', '2'), deleted('back'), set('back', '1')]);
      const left = () => stores.facts.list({ ...scope, prefix: '', limit: 10, descending: false });
      await expect(left()).resolves.toMatchObject([
        { key: 'back', value: '1' },
        { key: 'kept', value: '2' },
      ]);
      await Promise.all([
        append('exe_c2', [set('kept', '3'), deleted('back')]),
        append('exe_c3', [deleted('kept'), set('back', '2')]),
        append('exe_c4', [set('kept', '4'), set('back', '3'), set('new', '1')]),
      ]);
      await expect(left()).resolves.toMatchObject([
        { key: 'back', value: '3' },
        { key: 'kept', value: '4' },
        { key: 'new', value: '1' },
      ]);
    });

    it('an execution that somebody has is claimed by nobody but its owner, if that one asks again, and one that has ended is nobody’s', async () => {
      await stores.executions.accept(acceptance(execution('exe_1o', { owner: 'run_1', fence: 1, runs: 1 })));
      await expect(stores.executions.claimOne('two', 'exe_1o', { again: true })).resolves.toBeUndefined();
      await expect(stores.executions.claimOne('run_1', 'exe_1o')).resolves.toBeUndefined();
      // It has not died of the run before.
      await expect(stores.executions.claimOne('run_1', 'exe_1o', { again: true })).resolves.toMatchObject({
        fence: 2,
        runs: 1,
      });
      await stores.executions.accept(acceptance(execution('exe_end', { status: 'succeeded', finishedAt: NOW })));
      await expect(stores.executions.claimOne('two', 'exe_end')).resolves.toBeUndefined();
    });

    it('a replica that has joined is among those that live, with what it can carry out and until when it is trusted', async () => {
      await stores.replicas.join(replica('run_1'), silent);
      const [living, ...others] = await stores.replicas.living();
      expect(others).toEqual([]);
      expect(living).toMatchObject({ id: 'run_1', handlers: ['orders.place@1'] });
      if (stores.replicas.shared) expect(living!.leaseUntil).toBeGreaterThan(Date.now());
    });

    it('work that nobody does is claimed oldest first, and only what can go on', async () => {
      await stores.replicas.join(replica('run_1'), silent);
      await stores.executions.claimReady({ owner: 'sweep', limit: 1_000, now: NOW });
      await stores.executions.accept(acceptance(execution('exe_r1')));
      await stores.executions.accept(acceptance(execution('exe_r2', { status: 'paused' })));
      await stores.executions.accept(acceptance(execution('exe_r3', { status: 'compensating' })));
      await stores.executions.accept(acceptance(execution('exe_r4')));
      const { claimed } = await stores.executions.claimReady({ owner: 'me', limit: 2, now: NOW });
      expect(claimed.map(({ executionId }) => executionId).sort()).toEqual(['exe_r1', 'exe_r3']);
    });

    it('an intent takes a staged artifact into its tenant and session, once', async () => {
      await stores.artifacts.stage(artifact('art_s'));
      await expect(stores.artifacts.find(null, 'art_s')).resolves.toBeUndefined();
      await stores.executions.accept(acceptance(execution('exe_s'), { artifactIds: ['art_s'] }));
      await expect(stores.artifacts.find('acme', 'art_s')).resolves.toMatchObject({
        staged: false,
        tenantId: 'acme',
        sessionId: 'ses_1',
        executionId: 'exe_s',
      });
      await stores.sessions.create(session('ses_b', 'bravo'));
      const theirs = execution('exe_b', { tenantId: 'bravo', sessionId: 'ses_b' });
      await expect(stores.executions.accept(acceptance(theirs, { artifactIds: ['art_s'] }))).resolves.toEqual({
        outcome: 'artifact_not_found',
        artifactId: 'art_s',
      });
    });

    it('what was staged too long ago is removed, and what was claimed is kept', async () => {
      await stores.artifacts.stage(artifact('art_old', { createdAt: NOW - 10 }));
      await stores.artifacts.stage(artifact('art_new'));
      await expect(stores.artifacts.removeStagedBefore(NOW)).resolves.toEqual(['art_old']);
      await expect(stores.artifacts.unknown(['art_old', 'art_new'])).resolves.toEqual(['art_old']);
    });

    it('a feed read in parts, whatever its filter, gives every event once and in order', async () => {
      await stores.executions.accept(acceptance(execution('exe_last')));
      await untilFed(stores.executions, 'acme', 'exe_last', 1);
      const all: string[] = [];
      let after: string | undefined;
      for (;;) {
        const part = await stores.executions.feed({ tenantId: 'acme', ...(after && { after }), limit: 3 });
        all.push(...part.entries.map(({ executionId, sequence }) => `${executionId}:${sequence}`));
        if (part.position === after) break;
        after = part.position;
      }
      expect(new Set(all).size).toBe(all.length);
      expect(all).toContain('exe_f:2');
      const started = await stores.executions.feed({
        tenantId: 'acme',
        types: ['execution.started'],
        limit: 3,
      });
      expect(started.entries.map(({ executionId }) => executionId)).toEqual(['exe_f']);
      expect(started.position).toBe(after);
      await expect(stores.executions.feed({ tenantId: 'nobody', limit: 3 })).resolves.toEqual({
        entries: [],
        more: false,
      });
    });

    it('a list is newest first, and the next page goes on where the former ended', async () => {
      const first = await stores.executions.list({ tenantId: 'acme', limit: 2 });
      const next = await stores.executions.list({ tenantId: 'acme', limit: 2, before: first[1]!.executionId });
      const ids = [...first, ...next].map(({ executionId }) => executionId);
      expect(ids).toEqual([...new Set(ids)].sort().reverse());
      const paused = await stores.executions.list({ tenantId: 'acme', status: 'paused', limit: 10 });
      expect(paused.map(({ executionId }) => executionId)).toEqual(['exe_r2']);
    });

    it('a session that somebody else has changed is not overwritten', async () => {
      await expect(stores.sessions.update(session('ses_1', 'acme', { updatedAt: NOW + 1 }), NOW)).resolves.toBe(true);
      await expect(stores.sessions.update(session('ses_1', 'acme', { updatedAt: NOW + 2 }), NOW)).resolves.toBe(false);
    });

    it('a fact is changed only from the version that is expected', async () => {
      const scope = { tenantId: 'acme', scope: 'session:ses_1' };
      await expect(stores.facts.put(scope, 'k', '1', 0)).resolves.toBe(1);
      await expect(stores.facts.put(scope, 'k', '2', 0)).resolves.toBeUndefined();
      await expect(stores.facts.put(scope, 'k', '2', 1e15 - 1)).resolves.toBeUndefined();
      await expect(stores.facts.put(scope, 'k', '2', 1)).resolves.toBe(2);
      await expect(stores.facts.remove(scope, 'k', 1)).resolves.toBe(false);
      await expect(stores.facts.remove(scope, 'k', 1e15 - 1)).resolves.toBe(false);
      await expect(stores.facts.remove(scope, 'k')).resolves.toBe(true);
      await expect(stores.facts.remove(scope, 'k')).resolves.toBe(false);
    });

    it('facts are listed by prefix, up and down, page by page', async () => {
      const scope = { tenantId: 'acme', scope: 'realm:list' };
      for (const key of ['a/1', 'a/2', 'a/3', 'b/1']) await stores.facts.put(scope, key, '0');
      const keys = async (descending: boolean, after?: string): Promise<string[]> => {
        const filter = { ...scope, prefix: 'a/', descending, limit: 2, ...(after === undefined ? {} : { after }) };
        return (await stores.facts.list(filter)).map(({ key }) => key);
      };
      await expect(keys(false)).resolves.toEqual(['a/1', 'a/2']);
      await expect(keys(false, 'a/2')).resolves.toEqual(['a/3']);
      await expect(keys(true)).resolves.toEqual(['a/3', 'a/2']);
      await expect(keys(true, 'a/2')).resolves.toEqual(['a/1']);
    });
  });
}
