import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Content,
  ContentProfile,
  ContentTablesOutput,
  Execution,
  PreviewContentOutput,
  Problem,
  QueryAnswer,
  Session,
  UploadContentOutput,
} from '@app/intent-contracts';
import { workbookOf } from '../../apps/runtime/src/realms/content/testing/workbook-of.js';
import { BothPlanes } from '../processes/both-planes.js';
import { type Answer, send } from '../processes/plane-client.js';

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  session = await planes.api.session();
});

afterAll(() => planes.kill());

type Field = [name: string, value: string | File];

const file = (text: string | Buffer<ArrayBuffer>, name: string): Field => ['file', new File([text], name)];
const owner = (): Field[] => [
  ['tenant_id', session.tenant_id],
  ['session_id', session.session_id],
];

function post<Body>(fields: Field[], headers: Record<string, string> = {}): Promise<Answer<Body>> {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return send('POST', `${planes.v1.base}/content/upload`, { body: form, headers });
}

async function takenIn(text: string | Buffer<ArrayBuffer>, name: string): Promise<UploadContentOutput> {
  const { status, body } = await post<Execution>([file(text, name), ...owner()], { prefer: 'wait=20' });
  expect({ status, outcome: body.status }).toEqual({ status: 200, outcome: 'succeeded' });
  return body.result as UploadContentOutput;
}

const columns = (profile: ContentProfile) =>
  Object.fromEntries((profile.tables[0]?.columns ?? []).map((column) => [column.name, column]));

describe('a file sent to Experience as a form', () => {
  it('is accepted with its fields in any order, and answered with addresses of Experience', async () => {
    const orders: Field[][] = [
      [file('a,b\n1,2\n', 'a.csv'), ...owner()],
      [...owner(), file('a,b\n1,2\n', 'a.csv')],
      [owner()[1]!, file('a,b\n1,2\n', 'a.csv'), owner()[0]!],
    ];
    for (const fields of orders) {
      const { status, headers, body, text } = await post<Execution & { links: { status: string } }>(fields);
      expect(status).toBe(202);
      expect(headers.get('location')).toContain(`/v1/execution/${body.execution_id}/status`);
      expect(body.links.status).toBe(`/v1/execution/${body.execution_id}/status`);
      expect(text + JSON.stringify([...headers])).not.toMatch(/\/api\//);
      await expect(planes.v1.ended(body.execution_id)).resolves.toMatchObject({ status: 'succeeded' });
    }
  });

  it('keeps a name in any script', async () => {
    await expect(takenIn('a,b\n1,2\n', 'Übersicht 2026 – 東京.csv')).resolves.toMatchObject({
      filename: 'Übersicht 2026 – 東京.csv',
    });
  });

  it('is refused when a field is missing or the session is not there', async () => {
    const csv = file('a,b\n1,2\n', 'a.csv');
    const noFile = await post<Problem>(owner());
    const noSession = await post<Problem>([csv, owner()[0]!]);
    const unknown = await post<Problem>([csv, ['tenant_id', 'acme'], ['session_id', 'ses_nobody']]);

    expect(noFile).toMatchObject({ status: 422, body: { errors: [{ pointer: '/file' }] } });
    expect(noSession).toMatchObject({ status: 422, body: { errors: [{ pointer: '/session_id' }] } });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } });
  });

  it('may be empty', async () => {
    await expect(takenIn('', 'empty.csv')).resolves.toMatchObject({ size: 0, filename: 'empty.csv' });
  });
});

describe('what is in a CSV', () => {
  it('is told column by column', async () => {
    const { profile, kind, media_type } = await takenIn(
      [
        'id,zip,amount,paid,born,seen_at,note',
        '1,01067,3.50,true,1990-02-03,2026-01-02T03:04:05,hello',
        '2,01069,4.25,false,1985-12-31,2026-01-02T03:04:06,',
        '3,99423,,true,2001-07-15,2026-01-02T03:04:07,bye',
        '',
      ].join('\n'),
      'people.csv',
    );
    const { id, zip, amount, paid, born, seen_at, note } = columns(profile);

    expect({ kind, media_type, warnings: profile.warnings }).toEqual({
      kind: 'table',
      media_type: 'text/csv',
      warnings: [],
    });
    expect(profile.tables).toMatchObject([{ rows: 3, header: true, delimiter: ',', duplicate_rows: 0 }]);
    expect(id).toMatchObject({ type: 'integer', nulls: 0, distinct: 3, min: 1, max: 3 });
    expect(zip).toMatchObject({ type: 'text', min: '01067', max: '99423' });
    expect(amount).toMatchObject({ type: 'number', nulls: 1, distinct: 2, min: 3.5, max: 4.25 });
    expect(paid).toMatchObject({ type: 'boolean', distinct: 2 });
    expect(born).toMatchObject({ type: 'date', min: '1985-12-31', max: '2001-07-15' });
    expect(seen_at).toMatchObject({ type: 'timestamp' });
    expect(note).toMatchObject({ type: 'text', nulls: 1, distinct: 2 });
    expect(profile.tables[0]?.candidate_keys).toContainEqual(['id']);
  });

  it('is told by its bytes, whatever it is called and however it is delimited', async () => {
    const { kind, profile } = await takenIn('id;name\n1;Ann\n2;Bo\n', 'no-name.bin');

    expect(kind).toBe('table');
    expect(profile.tables).toMatchObject([{ rows: 2, delimiter: ';' }]);
  });

  it('has made-up names for its columns when it has no header', async () => {
    const { profile } = await takenIn('1,2.5\n2,3.5\n3,4.5\n', 'plain.csv');

    expect(profile.tables).toMatchObject([{ rows: 3, header: false }]);
    expect(Object.keys(columns(profile))).toEqual(['column_1', 'column_2']);
  });
});

describe('what is in a JSON file', () => {
  it('is a table when it is a list of objects, with what is nested kept as JSON', async () => {
    const { kind, profile } = await takenIn(
      JSON.stringify([
        { id: 1, name: 'Ann', address: { city: 'Graz' } },
        { id: 2, name: null, address: { city: 'Linz' } },
      ]),
      'people.json',
    );

    expect(kind).toBe('table');
    expect(profile.tables).toMatchObject([{ rows: 2 }]);
    expect(columns(profile)).toMatchObject({
      id: { type: 'integer', min: 1, max: 2 },
      name: { type: 'text', nulls: 1 },
      address: { type: 'json' },
    });
  });
});

describe('a file that is neither', () => {
  it('is kept with its kind, size and hash', async () => {
    const text = await takenIn('Dear reader,\n\nnothing here is a table.\n', 'letter.txt');
    const bytes = await takenIn('\u0000\u0001\u0002\u0000PNG\u0000', 'picture.png');

    expect(text).toMatchObject({ kind: 'text', size: 39, profile: { kind: 'text', tables: [] } });
    expect(bytes).toMatchObject({ kind: 'binary', size: 8, profile: { kind: 'binary', tables: [] } });
  });
});

describe('a content', () => {
  it('is listed, shown, previewed page by page and downloaded', async () => {
    const own = await planes.api.session();
    const csv = `id,name\n${Array.from({ length: 7 }, (_, row) => `${row},name ${row}`).join('\n')}\n`;
    const { body: execution } = await post<Execution>(
      [file(csv, 'seven.csv'), ['tenant_id', own.tenant_id], ['session_id', own.session_id]],
      { prefer: 'wait=20' },
    );
    const { artifact_id: id } = execution.result as UploadContentOutput;

    const listed = await planes.v1.get<{ contents: Content[] }>(`/content?tenant_id=acme&session_id=${own.session_id}`);
    expect(listed.body.contents).toMatchObject([{ artifact_id: id, filename: 'seven.csv', kind: 'table' }]);
    const shown = await planes.v1.get(`/content/${id}?tenant_id=acme`);
    expect(shown.text).toContain('"rows":7');

    const rows: unknown[][] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const query: string = new URLSearchParams({
        tenant_id: 'acme',
        rows: '3',
        ...(token && { page_token: token }),
      }).toString();
      const page: Answer<PreviewContentOutput> = await planes.v1.get(`/content/${id}/preview?${query}`);
      expect(page.body.columns).toEqual([
        { name: 'id', type: 'integer' },
        { name: 'name', type: 'text' },
      ]);
      expect(page.body.rows.length).toBeLessThanOrEqual(3);
      rows.push(...page.body.rows);
      token = page.body.next_page_token;
    }
    expect(rows).toEqual(Array.from({ length: 7 }, (_, row) => [row, `name ${row}`]));

    const download = await planes.v1.get(`/content/${id}/download?tenant_id=acme`);
    expect(download.text).toBe(csv);
    expect(download.headers.get('content-disposition')).toMatch(/^attachment.*seven\.csv/);
  });

  it('that is a workbook has a table of each sheet, with a preview and a copy of its own', async () => {
    const sheets = [
      {
        name: 'Sales',
        rows: [
          ['id', 'zip'],
          [1, '00123'],
        ],
      },
      { name: 'Day by day', rows: [['n'], [1], [2]] },
    ];
    const { artifact_id: id, profile } = await takenIn(Buffer.from(workbookOf({ sheets })), 'sales.xlsx');
    expect(profile.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ['Sales', 1],
      ['Day by day', 2],
    ]);
    const preview = (query: string) =>
      planes.v1.get<PreviewContentOutput & Problem>(`/content/${id}/preview?tenant_id=acme${query}`);
    expect((await preview('')).body.rows).toEqual([[1, '00123']]);
    const page = await preview('&table=Day%20by%20day&rows=1');
    expect(page.body.rows).toEqual([[1]]);
    expect((await preview(`&table=2&page_token=${page.body.next_page_token}`)).body.rows).toEqual([[2]]);
    expect(await preview('&table=Nights')).toMatchObject({
      status: 404,
      body: { code: 'TABLE_NOT_FOUND', allowed: ['Sales', 'Day by day'] },
    });
    const { body } = await planes.api.post<QueryAnswer & { result: ContentTablesOutput }>('/query/submit', {
      query_type: 'content.tables',
      realm: 'content',
      tenant_id: 'acme',
      payload: { artifact_id: id },
    });
    expect(body.result.tables.map(({ table, artifact_id }) => [table.name, artifact_id?.slice(0, 4)])).toEqual([
      ['Sales', 'art_'],
      ['Day by day', 'art_'],
    ]);
  });

  it('of another tenant is not there', async () => {
    const { artifact_id: id } = await takenIn('a,b\n1,2\n', 'a.csv');
    for (const part of ['', '/profile', '/preview']) {
      const answer = await planes.v1.get<Problem>(`/content/${id}${part}?tenant_id=globex`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'CONTENT_NOT_FOUND' } });
    }
    expect(await planes.v1.get(`/content/${id}/download?tenant_id=globex`)).toMatchObject({ status: 404 });
  });

  it('leaves no trace when its execution was turned back', async () => {
    const own = await planes.api.session();
    const cut = '[{"a": 1}, {"a": ';
    const { body } = await post<Execution>(
      [file(cut, 'cut.json'), ['tenant_id', own.tenant_id], ['session_id', own.session_id]],
      { prefer: 'wait=20' },
    );
    const listed = await planes.v1.get<{ contents: Content[] }>(`/content?tenant_id=acme&session_id=${own.session_id}`);

    expect(listed.body.contents).toHaveLength(body.status === 'succeeded' ? 1 : 0);
  });
});

describe('a query', () => {
  const ask = <Body>(query: object) =>
    planes.api.post<Body>('/query/submit', { tenant_id: 'acme', realm: 'content', payload: {}, ...query });

  it('is answered by its realm and leaves no execution', async () => {
    const { artifact_id } = await takenIn('a,b\n1,2\n', 'a.csv');
    const before = (await planes.api.executions({ tenant_id: 'acme' })).length;
    const { status, body } = await ask<QueryAnswer>({ query_type: 'content.get', payload: { artifact_id } });

    expect({ status, body }).toMatchObject({ status: 200, body: { result: { content: { artifact_id } } } });
    expect(await planes.api.executions({ tenant_id: 'acme' })).toHaveLength(before);
  });

  it('is refused as an intent would be', async () => {
    const unknown = await ask<Problem>({ query_type: 'content.guess' });
    const elsewhere = await ask<Problem>({ query_type: 'content.get', realm: 'orders' });
    const unfit = await ask<Problem>({ query_type: 'content.get', payload: { artifact_id: 7 } });
    const missing = await ask<Problem>({ query_type: 'content.get', payload: { artifact_id: 'art_nobody' } });

    expect(unknown).toMatchObject({ status: 404, body: { code: 'QUERY_TYPE_UNKNOWN' } });
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'REALM_MISMATCH' } });
    expect(unfit).toMatchObject({ status: 422, body: { code: 'PAYLOAD_INVALID' } });
    expect(unfit.body.errors?.[0]?.pointer).toBe('/payload/artifact_id');
    expect(missing).toMatchObject({ status: 404, body: { code: 'CONTENT_NOT_FOUND' } });
  });
});

describe('the catalogue', () => {
  it('holds the intents of every realm with their schemas, those from outside included', async () => {
    const { body } = await planes.v1.get<{ intent_types: { type: string; payload_schema: object }[] }>('/intent/types');
    const types = Object.fromEntries(body.intent_types.map((entry) => [entry.type, entry]));

    expect(types).toMatchObject({
      'content.upload': { realm: 'content' },
      'orders.place': {
        realm: 'orders',
        title: expect.any(String),
        payload_schema: {
          type: 'object',
          properties: { quantity: { type: 'integer', minimum: 1 } },
          required: expect.arrayContaining(['order_id', 'sku', 'quantity', 'card']),
        },
      },
    });
  });
});
