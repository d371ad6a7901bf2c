import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { EXAMPLES } from './example-tables.js';
import { Kept } from './kept.js';
import { Mashing } from './mashing.js';

const data = temporaryFolder('refused-mashes');

let planes: BothPlanes;
let ann: Mashing;
let kept: Kept;
let orders: string, customers: string, rates: string, letter: string;

beforeAll(async () => {
  planes = await BothPlanes.start({ DATA_DIR: data });
  ann = await Mashing.begin(planes);
  const example = (file: string) => ann.uploadFile(join(EXAMPLES, file));
  [orders, customers, rates] = await Promise.all([
    example('orders-2025.csv'),
    example('customers.csv'),
    example('exchange-rates.json'),
  ]);
  letter = (await ann.upload(new File(['Dear reader,\n\nnothing here is a table.\n'], 'letter.txt'))).artifact_id;
  kept = await Kept.of(planes.api, 'acme', data);
});
afterAll(() => planes.kill());

describe('a mash that cannot be', () => {
  it('of a content that is not there, or only for another tenant, says which', async () => {
    const bob = await Mashing.begin(planes, 'globex');
    const unknown = await ann.refused([orders, 'art_nobody']);
    const anothers = await bob.refused([orders, customers]);

    expect(unknown).toMatchObject({ code: 'CONTENT_NOT_FOUND', detail: expect.stringContaining('art_nobody') });
    expect(anothers).toMatchObject({ code: 'CONTENT_NOT_FOUND', detail: expect.stringContaining(orders) });
  });

  it('of a file without a table says so', async () => {
    expect(await ann.refused([orders, letter])).toMatchObject({
      code: 'MASH_IMPOSSIBLE',
      detail: expect.stringMatching(/letter\.txt \(art_\w+\) holds no table/),
    });
  });

  it('of the same table twice, or of one that the file has not, says what there is', async () => {
    expect(await ann.refused([orders, `${orders}#orders-2025`])).toMatchObject({
      code: 'MASH_IMPOSSIBLE',
      detail: expect.stringContaining('twice'),
    });
    expect(await ann.refused([customers, `${orders}#Sheet1`])).toMatchObject({
      code: 'MASH_IMPOSSIBLE',
      detail: expect.stringContaining('has no table "Sheet1". It has "orders-2025"'),
    });
  });

  it('for want of a key names the columns that were considered, and what to do', async () => {
    const { code, detail } = await ann.refused([orders, customers, rates], { mode: 'join' });

    expect(code).toBe('MASH_IMPOSSIBLE');
    expect(detail).toContain('options.join_keys');
    expect(detail).toMatch(/Considered were orders-2025\.customer_id → customers\.customer_id: \d+ % of/);
  });

  it('by columns that repeat, or have no value in common, says how it is', async () => {
    const by = (left: string[], right: string[]) => ({
      mode: 'join',
      join_keys: [{ left: { content_ref: orders, columns: left }, right: { content_ref: customers, columns: right } }],
    });
    const unlike = await ann.refused([orders, customers], by(['quantity'], ['joined']));
    const lopsided = await ann.refused([orders, customers], by(['customer_id', 'sku'], ['customer_id']));
    const absent = await ann.refused([orders, customers], by(['custmer_id'], ['customer_id']));
    const repeated = await ann.refused([orders, customers], by(['sku'], ['country']));

    for (const { code } of [unlike, lopsided, absent, repeated]) expect(code).toBe('MASH_IMPOSSIBLE');
    expect(unlike.detail).toContain('whose types (integer and date) have no values in common');
    expect(lopsided.detail).toContain('name as many columns of one table as of the other');
    expect(absent.detail).toMatch(/"custmer_id" .*which has "order_id", "customer_id"/);
    expect(repeated.detail).toMatch(/orders-2025\.sku → customers\.country: \d+ rows of customers repeat a value/);
  });

  it('by a mapping of columns that are not there says which there are', async () => {
    const mapping = (content_ref: string, column: string) => ({ mapping: [{ content_ref, column, to: 'x' }] });
    const column = await ann.refused([orders, customers], mapping(orders, 'price'));
    const content = await ann.refused([orders, customers], mapping(rates, 'currency'));

    expect(column).toMatchObject({ code: 'MASH_IMPOSSIBLE', detail: expect.stringMatching(/"?price"?.*unit_price/) });
    expect(content).toMatchObject({ code: 'MASH_IMPOSSIBLE', detail: expect.stringContaining(rates) });
  });

  it('of columns that have nothing to do with each other is no union', async () => {
    const people = await ann.upload(new File(['who,born\nAnn,1990-02-03\nBo,1985-12-31\n'], 'people.csv'));
    const places = await ann.upload(new File(['town,height\nGraz,353\nLinz,266\n'], 'places.csv'));
    kept = await Kept.of(planes.api, 'acme', data);

    expect(await ann.refused([people.artifact_id, places.artifact_id], { mode: 'union' })).toMatchObject({
      code: 'MASH_IMPOSSIBLE',
      detail: expect.stringContaining('no column that two of them share'),
    });
  });

  it('is answered to a plan as to the mash itself', async () => {
    const impossible = [
      [orders, 'art_nobody'],
      [orders, letter],
      [orders, rates],
    ];
    for (const refs of impossible) {
      const { code, detail, status } = await ann.refused(refs, { mode: 'join' });
      const planned = await ann.plan<Problem>(refs, { mode: 'join' });
      expect(planned).toMatchObject({ status, body: { code, detail } });
    }
  });

  it('fails at once and is not tried again', async () => {
    const { body } = await ann.submit({ content_refs: [orders, rates], options: { mode: 'join' } });
    const { body: detail } = await planes.v1.detail(body.execution_id);
    const failed = detail.steps.find(({ state }) => state === 'failed');

    expect(failed).toMatchObject({ name: 'map-to-canonical', attempts: [{ attempt: 1 }] });
    expect(body.residual_effects).toEqual([]);
  });

  it('leaves neither artifacts nor bytes behind', async () => {
    expect(await Kept.of(planes.api, 'acme', data)).toEqual(kept);
    expect(kept.artifacts.map(({ kind }) => kind)).not.toContain('data_product');
    // What is compared is something: a mash that goes through is seen in it.
    const { mash_id } = await ann.mash([orders, customers]);
    const after = await Kept.of(planes.api, 'acme', data);
    expect(after.artifacts).toEqual(
      expect.arrayContaining([...kept.artifacts, { artifact_id: mash_id, kind: 'data_product' }]),
    );
    expect(after.blobs).toHaveLength(kept.blobs.length + 1);
  });
});

describe('what is no mash', () => {
  const refs = (count: number) => Array.from({ length: count }, (_, nth) => `art_${nth}`);

  it.each([
    ['one table', { content_refs: refs(1) }, '/content_refs'],
    ['no table', { content_refs: [] }, '/content_refs'],
    ['the same reference twice', { content_refs: ['art_1', 'art_1'] }, '/content_refs'],
    ['more tables than can be mashed', { content_refs: refs(33) }, '/content_refs'],
    ['something that is no reference', { content_refs: ['art_1', 7] }, '/content_refs'],
    ['a format that there is not', { content_refs: refs(2), options: { format: 'xml' } }, '/options/format'],
    ['a mode that there is not', { content_refs: refs(2), options: { mode: 'blend' } }, '/options/mode'],
    ['an option that there is not', { content_refs: refs(2), options: { colour: 'red' } }, '/options/colour'],
    [
      'a domain that cannot be a name',
      { content_refs: refs(2), options: { target_domain: '../x' } },
      '/options/target_domain',
    ],
    [
      'a name that no column can have',
      { content_refs: refs(2), options: { mapping: [{ content_ref: 'art_0', column: 'a', to: 'a b' }] } },
      '/options/mapping/0/to',
    ],
    [
      'a key without columns',
      {
        content_refs: refs(2),
        options: {
          join_keys: [{ left: { content_ref: 'art_0', columns: [] }, right: { content_ref: 'art_1', columns: ['a'] } }],
        },
      },
      '/options/join_keys/0/left/columns',
    ],
  ])('is refused at the door: %s', async (_, payload, pointer) => {
    const { tenant_id, session_id } = ann.session;
    const answers = [
      await ann.submit<Problem>(payload),
      await planes.v1.post<Problem>('/data-mash/plan', { tenant_id, ...payload }),
    ];
    const intent = { intent_type: 'data_mash.create', realm: 'insights', tenant_id, session_id, payload };
    const atRuntime = await planes.api.post<Problem>('/intent/submit', intent);

    for (const { status, body } of answers) {
      expect({ status, code: body.code, pointer: body.errors?.[0]?.pointer }).toEqual({
        status: 422,
        code: 'REQUEST_INVALID',
        pointer,
      });
    }
    expect(atRuntime).toMatchObject({ status: 422, body: { code: 'PAYLOAD_INVALID' } });
    expect(atRuntime.body.errors?.[0]?.pointer).toBe(`/payload${pointer}`);
  });
});
