import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ContentTables, type ContentTablesOutput, ProfileContent } from '@app/intent-contracts';
import {
  rehearse,
  rehearseEveryCrash,
  type RehearsalArtifact,
  type RehearsalOptions,
} from '../../../realm-kit/testing/index.js';
import { Masher, MasherFailed } from '../engine/masher.js';
import type { SourceTable } from '../planning/source-table.js';
import { InProcessMasher } from '../testing/in-process-masher.js';
import { type MadeColumn, madeTable, withCopies } from '../testing/made-table.js';
import { CreateDataMashHandler } from './create-data-mash.handler.js';

const PHASES = [
  'validate-sources',
  'assess-quality',
  'interpret-semantics',
  'map-to-canonical',
  'materialize',
  'register',
];
const ORDERS: Record<string, MadeColumn> = {
  id: { type: 'integer', means: 'identifier', values: [1, 2, 3] },
  customer_id: { type: 'text', means: 'identifier', values: ['C-2', 'C-1', 'C-2'] },
};
const CUSTOMERS: Record<string, MadeColumn> = {
  id: { type: 'text', means: 'identifier', values: ['C-1', 'C-2'] },
  name: { type: 'text', values: ['Ann', 'Bo'] },
};
const REFS = { content_refs: ['art_orders', 'art_customers'] };

/** What the content realm answers, and the artifacts that it has kept. */
async function sources(): Promise<Pick<RehearsalOptions<never>, 'answers' | 'artifacts'>> {
  const made = [
    { table: madeTable('orders', ORDERS), columns: ORDERS },
    { table: madeTable('customers', CUSTOMERS), columns: CUSTOMERS },
  ];
  const artifacts = await withCopies(made, (files) =>
    Promise.resolve(
      files.flatMap(({ path }, nth): RehearsalArtifact[] => {
        const { artifact_id, copy } = made[nth]!.table;
        return [
          { artifact_id, content: 'a,b\n', kind: 'table' },
          { artifact_id: copy, content: readFileSync(path), kind: 'table_copy' },
        ];
      }),
    ),
  );
  const tableOf = (id: string) => made.find(({ table }) => table.artifact_id === id)?.table;
  return {
    artifacts,
    answers: {
      [ContentTables.type]: (input) => tablesOf(tableOf((input as { artifact_id: string }).artifact_id)),
      [ProfileContent.type]: () => ({ profile: { kind: 'table', tables: [], warnings: [] } }),
    },
  };
}

function tablesOf(table: SourceTable | undefined): ContentTablesOutput {
  if (table === undefined) throw new TypeError('no such content');
  const { copy, keys, ...described } = table;
  const content = { artifact_id: table.artifact_id, filename: table.filename, sha256: table.sha256 };
  const profile = { ...described, name: table.table, header: true, candidate_keys: keys };
  return { content, tables: [{ table: profile, artifact_id: copy }] } as unknown as ContentTablesOutput;
}

const SOURCE_IDS = ['art_copy_of_customers', 'art_copy_of_orders', 'art_customers', 'art_orders'];

describe('a data mash', () => {
  it('goes through its phases, and answers with what it made', async () => {
    const { story, result, facts, artifacts } = await rehearse(
      new CreateDataMashHandler(new InProcessMasher()),
      REFS,
      await sources(),
    );

    expect(story).toEqual(PHASES.map((phase) => `do ${phase}`));
    expect(result).toMatchObject({
      mode: 'join',
      format: 'parquet',
      filename: 'data_product.parquet',
      media_type: 'application/vnd.apache.parquet',
      model: { keys: [['id']] },
      quality: { issues: [], score: 1 },
      rows: { in: { art_orders: 3, art_customers: 2 }, out: 3, dropped: 0 },
      lineage: {
        sources: [{ content_ref: 'art_orders' }, { content_ref: 'art_customers' }],
        joins: [{ left: { content_ref: 'art_orders', columns: ['customer_id'] }, right: { columns: ['id'] } }],
      },
    });
    expect(result?.mash_id).toBe(result?.artifact_id);
    expect(facts).toEqual({ [`mash/${result?.mash_id}`]: result });
    expect(artifacts[result!.artifact_id]).toMatchObject({ kind: 'data_product' });
  });

  it.each(PHASES)('that is cancelled at %s leaves nothing behind', async (cancelAt) => {
    const options = { ...(await sources()), cancelAt };
    const { status, facts, artifacts } = await rehearse(
      new CreateDataMashHandler(new InProcessMasher()),
      REFS,
      options,
    );
    expect({ status, facts, left: Object.keys(artifacts).sort() }).toEqual({
      status: 'cancelled',
      facts: {},
      left: SOURCE_IDS,
    });
  });

  it('comes to the same end whenever it crashes, or leaves nothing behind when it is then cancelled', async () => {
    const all = await rehearseEveryCrash(() => new CreateDataMashHandler(new InProcessMasher()), REFS, await sources());
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['succeeded', 'cancelled']));
    for (const { status, facts, artifacts } of all) {
      const made = status === 'succeeded' ? 1 : 0;
      expect([Object.keys(facts).length, Object.keys(artifacts).length - SOURCE_IDS.length]).toEqual([made, made]);
    }
  });

  it('is tried again when the masher dies, and fails with nothing left when it dies every time', async () => {
    class DyingMasher extends InProcessMasher {
      override materialize(): ReturnType<Masher['materialize']> {
        return Promise.reject(new MasherFailed('The masher ended early (SIGKILL).'));
      }
    }
    const failed = await rehearse(new CreateDataMashHandler(new DyingMasher()), REFS, await sources());
    expect(failed).toMatchObject({ status: 'failed', problem: { code: 'MASHER_FAILED' }, facts: {} });
    expect(failed.calls.filter(({ step }) => step === 'materialize').length).toBeGreaterThan(1);
    expect(Object.keys(failed.artifacts).sort()).toEqual(SOURCE_IDS);
  });

  it('that is impossible fails at once, and says why', async () => {
    const { status, problem, calls } = await rehearse(
      new CreateDataMashHandler(new InProcessMasher()),
      { ...REFS, options: { mode: 'union', mapping: [{ content_ref: 'art_orders', column: 'nope', to: 'x' }] } },
      await sources(),
    );
    expect({ status, code: problem?.code }).toEqual({ status: 'failed', code: 'MASH_IMPOSSIBLE' });
    expect(problem?.detail).toContain('the column "nope" of art_orders, which has "id", "customer_id"');
    expect(calls.filter(({ step }) => step === 'interpret-semantics')).toHaveLength(1);
  });
});
