import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RealmChange } from '../execution-store.js';
import { acceptance, artifact, entry, execution, NOW, session } from './records.js';
import type { Stores } from './store-contract.js';

/** Commits changes of a realm in an execution of their own. */
async function changed(
  stores: Stores,
  executionId: string,
  changes: RealmChange[],
  artifactIds: string[],
): Promise<void> {
  await stores.executions.accept(acceptance(execution(executionId), { artifactIds }));
  const claimed = await stores.executions.claimOne('me', executionId);
  const record = { ...claimed!, sequence: 2, status: 'running' as const };
  await stores.executions.append({ mayGoAhead: true, take: () => ({ record, entries: [entry(2)], changes }) });
}

/** An artifact that an execution of its own has taken in and described. */
async function made(
  stores: Stores,
  artifactId: string,
  { kind = null, sources = [] }: { kind?: string | null; sources?: string[] } = {},
): Promise<void> {
  await stores.artifacts.stage(artifact(artifactId));
  const description: RealmChange = {
    kind: 'artifact.describe',
    artifactId,
    contentKind: kind,
    mediaType: null,
    filename: null,
    sources: sources.map((source) => ({ artifactId: source, filename: `${source}.csv`, kind: 'table' })),
  };
  await changed(stores, `exe_${artifactId}`, [description], [artifactId]);
}

function remove(stores: Stores, artifactId: string): Promise<void> {
  return changed(stores, `exe_del_${artifactId}`, [{ kind: 'artifact.delete', artifactId }], []);
}

/** What every adapter keeps to of artifacts that were taken in: who uses them, what they were made from, how they are listed. */
export function artifactContract(name: string, open: () => Promise<Stores>): void {
  describe(`the contract of artifacts on ${name}`, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await open();
      await stores.sessions.create(session('ses_1'));
    });
    afterAll(() => stores.close());

    it('an artifact is removed when nobody uses it, and left alone while a realm or an unfinished execution does', async () => {
      const removed = (artifactId: string, tenantId = 'acme') => stores.artifacts.removeUnused(tenantId, artifactId);
      const named = async (executionId: string, artifactId: string): Promise<() => Promise<void>> => {
        await stores.executions.accept(acceptance(execution(executionId), { artifactIds: [artifactId] }));
        const claimed = await stores.executions.claimOne('me', executionId);
        const ended = { ...claimed!, sequence: 2, status: 'failed' as const, finishedAt: NOW };
        const take = () => ({ record: ended, entries: [entry(2, 'execution.failed')], changes: [] });
        return () => stores.executions.append({ mayGoAhead: true, take });
      };
      await stores.artifacts.stage(artifact('art_free'));
      await expect(removed('art_free')).resolves.toBe('not_found');
      const endFirst = await named('exe_use1', 'art_free');
      await endFirst();
      const endSecond = await named('exe_use2', 'art_free');
      await expect(removed('art_free', 'bravo')).resolves.toBe('not_found');
      await expect(removed('art_free')).resolves.toBe('in_use');
      await endSecond();
      await expect(removed('art_free')).resolves.toBe('removed');
      await expect(removed('art_free')).resolves.toBe('not_found');
      await expect(stores.artifacts.find('acme', 'art_free')).resolves.toBeUndefined();

      await made(stores, 'art_kept', { kind: 'table' });
      await expect(removed('art_kept')).resolves.toBe('in_use');
    });

    it('what an artifact was made from is told from either end, to its tenant alone', async () => {
      await made(stores, 'art_l1');
      await made(stores, 'art_l2', { sources: ['art_l1'] });
      await made(stores, 'art_l3', { sources: ['art_l2', 'art_l1', 'art_l2'] });
      const edge = (artifactId: string, sourceId: string) => ({ artifactId, sourceId });
      const { lineage } = stores;
      await expect(lineage.sourcesOf('acme', ['art_l3', 'art_l2'], 9)).resolves.toEqual([
        edge('art_l2', 'art_l1'),
        edge('art_l3', 'art_l1'),
        edge('art_l3', 'art_l2'),
      ]);
      await expect(lineage.madeFrom('acme', ['art_l1'], 9)).resolves.toEqual([
        edge('art_l2', 'art_l1'),
        edge('art_l3', 'art_l1'),
      ]);
      await expect(lineage.madeFrom('acme', ['art_l1'], 1)).resolves.toHaveLength(1);
      await expect(lineage.sourcesOf('bravo', ['art_l3'], 9)).resolves.toEqual([]);
      await expect(lineage.records('bravo', ['art_l3'])).resolves.toEqual([]);
      await expect(lineage.records('acme', ['art_l3', 'art_none'])).resolves.toEqual([
        {
          artifactId: 'art_l3',
          filename: 'a.csv',
          kind: null,
          deleted: false,
          execution: { executionId: 'exe_art_l3', intentType: 'orders.place', realm: 'orders', finished: false },
        },
      ]);
    });

    it('a deleted source is remembered for as long as something that was made from it is there', async () => {
      await made(stores, 'art_g1', { kind: 'table' });
      await made(stores, 'art_g2', { sources: ['art_g1'] });
      await made(stores, 'art_g3', { sources: ['art_g2'] });
      const remembered = async () =>
        (await stores.lineage.records('acme', ['art_g1', 'art_g2', 'art_g3'])).map(
          ({ artifactId, filename, kind, deleted }) => [artifactId, filename, kind, deleted],
        );
      await remove(stores, 'art_g1');
      await remove(stores, 'art_g2');
      await expect(stores.artifacts.find('acme', 'art_g2')).resolves.toBeUndefined();
      await expect(stores.artifacts.unknown(['art_g1'])).resolves.toEqual(['art_g1']);
      await expect(remembered()).resolves.toEqual([
        ['art_g1', 'a.csv', 'table', true],
        ['art_g2', 'a.csv', null, true],
        ['art_g3', 'a.csv', null, false],
      ]);
      await remove(stores, 'art_g3');
      await expect(remembered()).resolves.toEqual([]);
      await expect(stores.lineage.madeFrom('acme', ['art_g1', 'art_g2'], 9)).resolves.toEqual([]);
    });

    it('a source that is gone by the time of the commit is remembered as its maker knew it', async () => {
      await made(stores, 'art_h', { sources: ['art_gone'] });
      await expect(stores.lineage.records('acme', ['art_gone'])).resolves.toEqual([
        { artifactId: 'art_gone', filename: 'art_gone.csv', kind: 'table', deleted: true, execution: null },
      ]);
    });

    it('a list of artifacts gives each of over a thousand once while others come and go, whatever its filter', async () => {
      const id = (number: number) => `art_p${String(number).padStart(5, '0')}`;
      const pages = 1_100;
      await Promise.all(
        Array.from({ length: pages }, async (_, number) => {
          const kind = number % 2 === 0 ? 'table' : 'text';
          const owner = { staged: false, tenantId: 'pages', sessionId: `ses_${number % 4}`, kind };
          await stores.artifacts.stage(artifact(id(number), owner));
        }),
      );
      const listed = async (filter: { sessionId?: string; kind?: string }): Promise<string[]> => {
        const found: string[] = [];
        for (let page = 0; ; page += 1) {
          const before = found.at(-1);
          const next = await stores.artifacts.list({
            tenantId: 'pages',
            limit: 200,
            ...filter,
            ...(before === undefined ? {} : { before }),
          });
          if (next.length === 0) return found;
          found.push(...next.map(({ artifactId }) => artifactId));
          const newer = { staged: false, tenantId: 'pages', sessionId: 'ses_0', kind: 'table' };
          await stores.artifacts.stage(artifact(`art_q_${JSON.stringify(filter)}_${page}`, newer));
        }
      };
      const expected = (wanted: (number: number) => boolean) =>
        Array.from({ length: pages }, (_, number) => number)
          .filter(wanted)
          .map(id)
          .reverse();
      await expect(listed({})).resolves.toEqual(expected(() => true));
      await expect(listed({ sessionId: 'ses_1' })).resolves.toEqual(expected((number) => number % 4 === 1));
      await expect(listed({ kind: 'text' })).resolves.toEqual(expected((number) => number % 2 === 1));
      await expect(listed({ sessionId: 'ses_3', kind: 'text' })).resolves.toEqual(
        expected((number) => number % 4 === 3),
      );
      await expect(listed({ sessionId: 'ses_3', kind: 'table' })).resolves.toEqual([]);
    });
  });
}
