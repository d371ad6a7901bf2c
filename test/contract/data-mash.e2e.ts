import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContentProfile, CreateDataMashOutput, DataMash, MashFormat } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import {
  branchesOf,
  currencies,
  customers,
  EXAMPLES,
  isEmpty,
  ordersOf,
  type Row,
  rowsOfCsv,
} from './example-tables.js';
import { Mashing } from './mashing.js';

const FILES = {
  orders2024: 'orders-2024.csv.gz',
  orders2025: 'orders-2025.csv',
  orders2026: 'orders-2026.tsv',
  customers: 'customers.csv',
  currencies: 'currencies.csv',
  germany: 'branches-latin1.csv',
  switzerland: 'branches-utf16.tsv',
};
type Name = keyof typeof FILES;

let planes: BothPlanes;
let ann: Mashing;
let ref: Record<Name, string>;

beforeAll(async () => {
  planes = await BothPlanes.start();
  ann = await Mashing.begin(planes);
  const uploaded = Object.entries(FILES).map(async ([name, file]) => [
    name,
    await ann.uploadFile(join(EXAMPLES, file)),
  ]);
  ref = Object.fromEntries(await Promise.all(uploaded)) as Record<Name, string>;
});
afterAll(() => planes.kill());

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const fileNamed = (name: Name) => readFileSync(join(EXAMPLES, FILES[name]));
const from = (name: Name, rows: readonly Row[]): Row[] => rows.map((row) => ({ ...row, _source: ref[name] }));

/** What stands beside each other in a row of the union of all orders, and of the join of a year's with what they name. */
const EXPECTED = {
  orders: (): Row[] => [
    ...from(
      'orders2024',
      ordersOf[2024]().map((order) => ({ ...order, channel: null })),
    ),
    ...from(
      'orders2025',
      ordersOf[2025]().map((order) => ({ ...order, channel: null })),
    ),
    ...from('orders2026', ordersOf[2026]()),
  ],
  customersOfOrders: (): Row[] => {
    const byId = new Map(customers().map(({ customer_id, ...customer }) => [customer_id, customer]));
    const byCurrency = new Map(currencies().map(({ currency, ...about }) => [currency, about]));
    const nobody = Object.fromEntries(Object.keys(customers()[0]!).map((name) => [name, null]));
    return ordersOf[2025]().map((order) => ({
      ...nobody,
      ...byCurrency.get(order.currency),
      ...byId.get(order.customer_id),
      ...order,
    }));
  },
  branches: (): Row[] => [
    ...from('germany', branchesOf.germany()),
    ...from(
      'switzerland',
      branchesOf.switzerland().filter((row) => !isEmpty(row)),
    ),
  ],
};

/** The rows as each format has them; a Parquet file is uploaded, so that they are read by whoever reads any. */
async function rowsOf(mash: DataMash, like: readonly Row[]): Promise<Row[]> {
  const bytes = await ann.download(mash.mash_id);
  expect({ size: bytes.length, sha256: sha256(bytes) }).toEqual({ size: mash.size, sha256: mash.sha256 });
  if (mash.format === 'csv') return rowsOfCsv(bytes.toString(), like);
  if (mash.format === 'json') return JSON.parse(bytes.toString()) as Row[];
  const { artifact_id, profile } = await ann.upload(new File([new Uint8Array(bytes)], mash.filename));
  const columns = profile.tables[0]?.columns ?? [];
  // What the model says of a column is what somebody finds who knows nothing of it.
  expect(columns.filter(({ name }) => name !== '_source').map(({ name, type }) => ({ name, type }))).toEqual(
    mash.model.columns.map(({ name, type }) => ({ name, type })),
  );
  for (const { name, nulls, distinct } of columns) {
    const values = like.map((row) => row[name]).filter((cell) => cell !== null);
    expect({ name, nulls, distinct }).toEqual({
      name,
      nulls: like.length - values.length,
      distinct: new Set(values).size,
    });
  }
  return ann.rows(artifact_id);
}

/** The reason why each column of a source is where it is, as `column of the product < column of the source: reason`. */
function reasons({ model, lineage }: DataMash, name: Name): Record<string, string> {
  expect(lineage.sources.map(({ content_ref }) => content_ref)).toContain(ref[name]);
  const places = model.columns.flatMap((column) =>
    column.sources
      .filter(({ content_ref }) => content_ref === ref[name])
      .map((source) => ({ ...source, to: column.name })),
  );
  return Object.fromEntries(places.map(({ column, to, reason }) => [`${to} < ${column}`, reason]));
}

const issues = ({ quality }: DataMash, code: string) => quality.issues.filter((issue) => issue.code === code);

const filledShare = (rows: readonly Row[]): number => {
  const cells = rows.flatMap(({ _source, ...row }) => Object.values(row));
  return cells.filter((cell) => cell !== null).length / cells.length;
};

const ORDERS = 'the orders of three years, whose columns have drifted';
const CUSTOMERS = 'the orders of a year, each with its customer and its currency';
const BRANCHES = 'two lists of branches in other encodings, delimiters and numbers';
const MASHES: { title: string; of: Name[]; rows: () => Row[] }[] = [
  {
    title: ORDERS,
    of: ['orders2024', 'orders2025', 'orders2026'],
    rows: EXPECTED.orders,
  },
  {
    title: CUSTOMERS,
    of: ['orders2025', 'customers', 'currencies'],
    rows: EXPECTED.customersOfOrders,
  },
  {
    title: BRANCHES,
    of: ['germany', 'switzerland'],
    rows: EXPECTED.branches,
  },
];

const FORMATS = ['csv', 'json', 'parquet'] as const;
const made = new Map<string, CreateDataMashOutput>();
const madeOf = (title: string, format: MashFormat) => made.get(`${title} ${format}`)!;

beforeAll(async () => {
  for (const { title, of } of MASHES) {
    for (const format of FORMATS) {
      const refs = of.map((name) => ref[name]);
      made.set(`${title} ${format}`, await ann.mash(refs, { format }));
    }
  }
});

describe.each(MASHES)('$title', ({ title, of, rows }) => {
  const refs = () => of.map((name) => ref[name]);

  it.each(FORMATS)('are one table, right in every cell: %s', async (format) => {
    const mash = madeOf(title, format);
    const found = await rowsOf(mash, rows());

    expect(found).toHaveLength(rows().length);
    expect(found).toEqual(rows());
    expect(mash.rows.out).toBe(rows().length);
  });

  it.each(FORMATS)('are shown row by row as they are in the file: %s', async (format) => {
    expect(await ann.rows(madeOf(title, format).artifact_id)).toEqual(rows());
  });

  it('are described by the same model in every format', () => {
    const { model, quality, rows: counts } = madeOf(title, 'parquet');
    for (const format of FORMATS) expect(madeOf(title, format)).toMatchObject({ format, model, quality, rows: counts });
  });

  it('are planned as they are made', async () => {
    const { mode, model, lineage, rows: counts, quality } = madeOf(title, 'csv');
    const { status, body } = await ann.plan(refs());
    const { issues: foreseen, ...plan } = body;

    expect(status).toBe(200);
    expect(plan).toEqual({ mode, columns: model.columns, joins: lineage.joins, rows_in: counts.in });
    expect(quality.issues.slice(0, foreseen.length)).toEqual(foreseen);
    // What is found on the way beside: rows without a value, and keys that are none any more.
    for (const { code } of quality.issues.slice(foreseen.length)) expect(code).toMatch(/^(EMPTY_ROWS|DUPLICATE_KEYS)$/);
  });

  it('have a score that is the share of filled cells', () => {
    expect(Math.abs(madeOf(title, 'json').quality.score - filledShare(rows()))).toBeLessThan(0.01);
  });

  it('are traced back to their files', () => {
    const { lineage, rows: counts } = madeOf(title, 'parquet');
    expect(lineage.sources).toEqual(
      of.map((name) => ({
        content_ref: ref[name],
        artifact_id: ref[name],
        filename: FILES[name],
        table: FILES[name].split('.')[0],
        sha256: sha256(fileNamed(name)),
      })),
    );
    expect(Object.keys(counts.in)).toEqual(refs());
  });
});

describe('what is told of a union', () => {
  it('is why each column is where it is', async () => {
    const mash = madeOf(ORDERS, 'parquet');

    expect(mash.mode).toBe('union');
    expect(mash.model.columns.map(({ name, type, sources }) => [name, type, sources.length])).toEqual([
      ['order_id', 'integer', 3],
      ['customer_id', 'text', 3],
      ['ordered_on', 'date', 3],
      ['sku', 'text', 3],
      ['quantity', 'integer', 3],
      ['unit_price', 'number', 3],
      ['currency', 'text', 3],
      ['channel', 'text', 1],
    ]);
    expect(new Set(Object.values(reasons(mash, 'orders2025')))).toEqual(new Set(['same name']));
    expect(reasons(mash, 'orders2026')).toEqual({
      'order_id < Order No': expect.stringContaining('similar name ("order_id")'),
      'customer_id < Customer': expect.stringMatching(/\d+ % of its values are the same/),
      'ordered_on < Ordered on': 'same name but for its spelling ("ordered_on")',
      'sku < Item': '100 % of its values are the same',
      'quantity < Quantity': 'same name but for its spelling ("quantity")',
      'unit_price < Unit price': 'same name but for its spelling ("unit_price")',
      'currency < Currency': 'same name but for its spelling ("currency")',
      'channel < Channel': 'in no table before',
    });
  });

  it('is who has not what the others have, what repeats, and how many rows there were', async () => {
    const mash = madeOf(ORDERS, 'parquet');
    const [before, then, last] = [ordersOf[2024]().length, ordersOf[2025]().length, ordersOf[2026]().length];

    expect(issues(mash, 'COLUMN_NOT_IN_ALL')).toMatchObject([{ column: 'channel', count: before + then }]);
    expect(issues(mash, 'DUPLICATE_ROWS')).toMatchObject([{ content_ref: ref.orders2025, count: 1 }]);
    expect(mash.rows).toEqual({
      in: { [ref.orders2024]: before, [ref.orders2025]: then, [ref.orders2026]: last },
      out: before + then + last,
      dropped: 0,
    });
  });

  it('is what tells its rows apart, if something does', async () => {
    const twice = madeOf(ORDERS, 'parquet');
    const once = await ann.mash([ref.orders2024, ref.orders2026]);

    expect(twice.model.keys).not.toContainEqual(['order_id']);
    expect(once.model.keys).toContainEqual(['order_id']);
  });

  it('is how each file was read, and that rows without a value were left out', async () => {
    const mash = madeOf(BRANCHES, 'parquet');
    const warned = mash.quality.issues.map(({ code, content_ref }) => `${code} ${content_ref}`);

    expect(warned).toEqual(
      expect.arrayContaining([
        `ENCODING_GUESSED ${ref.germany}`,
        `DUPLICATE_COLUMN_NAME ${ref.germany}`,
        `DECIMAL_COMMA ${ref.germany}`,
        `DUPLICATE_COLUMN_NAME ${ref.switzerland}`,
        `THOUSANDS_SEPARATOR ${ref.switzerland}`,
      ]),
    );
    expect(issues(mash, 'EMPTY_ROWS')).toMatchObject([{ count: 2 }]);
    expect(mash.rows).toMatchObject({ in: { [ref.germany]: 8, [ref.switzerland]: 7 }, out: 13, dropped: 2 });
    expect(reasons(mash, 'switzerland')).toMatchObject({
      'strasse < Strasse': 'same name but for its spelling ("Straße")',
      'telefon < Telefon-Nr.': expect.stringContaining('similar name ("Telefon")'),
      'umsatz_2 < Umsatz_2': 'same name',
    });
  });
});

describe('what is told of a join', () => {
  it('is by which columns, why, and who found nothing', async () => {
    const mash = madeOf(CUSTOMERS, 'parquet');
    const [orders, known, rates] = [ordersOf[2025](), customers(), currencies()];
    const strangers = orders.filter((order) => known.every(({ customer_id }) => customer_id !== order.customer_id));
    const idle = known.filter(({ customer_id }) => orders.every((order) => order.customer_id !== customer_id));
    const unused = rates.filter(({ currency }) => orders.every((order) => order.currency !== currency));

    expect(mash.mode).toBe('join');
    expect(mash.lineage.joins).toHaveLength(2);
    for (const [name, column] of [
      ['customers', 'customer_id'],
      ['currencies', 'currency'],
    ] as const) {
      expect(mash.lineage.joins).toContainEqual({
        left: { content_ref: ref.orders2025, columns: [column] },
        right: { content_ref: ref[name], columns: [column] },
        reason: expect.stringMatching(/\d+ % of the \d+ different values are found$/),
      });
      expect(reasons(mash, name)[`${column} < ${column}`]).toMatch(/^join key: orders-2025\./);
    }
    expect(reasons(mash, 'customers')['email < email']).toBe('looked up by orders-2025.customer_id');
    expect(issues(mash, 'ROWS_WITHOUT_MATCH')).toMatchObject([{ column: 'customer_id', count: strangers.length }]);
    const asked = issues(mash, 'ROWS_NOT_LOOKED_UP').map(({ content_ref, count }) => [content_ref, count]);
    expect(Object.fromEntries(asked)).toEqual({ [ref.customers]: idle.length, [ref.currencies]: unused.length });
    expect(mash.rows.dropped).toBe(idle.length + unused.length);
    expect([strangers.length, idle.length, unused.length].every((count) => count > 0)).toBe(true);
  });

  it('is what tells its rows apart: what told those of the first table apart', async () => {
    const mash = await ann.mash([ref.orders2026, ref.customers]);
    expect(mash.model.keys).toContainEqual(['order_no']);
  });
});

describe('a value in the wrong place', () => {
  it('is noticed by whoever compares the cells', async () => {
    const [first, second] = [ref.germany, ref.switzerland];
    const mapping = [
      { content_ref: second, column: 'Umsatz', to: 'umsatz_2' },
      { content_ref: second, column: 'Umsatz_2', to: 'umsatz' },
    ];
    const mash = await ann.mash([first, second], { format: 'json', mapping });
    const found = await rowsOf(mash, EXPECTED.branches());

    expect(found).not.toEqual(EXPECTED.branches());
    expect(found.map(({ filiale }) => filiale)).toEqual(EXPECTED.branches().map(({ filiale }) => filiale));
  });
});

describe('the list of the examples', () => {
  it('says of each file how many rows it has', async () => {
    const told = readFileSync(join(EXAMPLES, 'README.md'), 'utf8').matchAll(/^\| `([^`]+)` +\| (\d+) /gm);
    const counted = Object.entries(ref).map(async ([name, id]) => {
      const { body } = await planes.v1.get<{ profile: ContentProfile }>(`/content/${id}/profile`);
      return [FILES[name as Name], body.profile.tables[0]?.rows] as const;
    });
    expect(Object.fromEntries([...told].map(([, file, rows]) => [file, Number(rows)]))).toMatchObject(
      Object.fromEntries(await Promise.all(counted)),
    );
  });
});
