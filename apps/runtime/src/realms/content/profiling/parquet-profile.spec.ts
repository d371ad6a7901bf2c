import { describe, expect, it } from '@jest/globals';
import type { Preview } from './profiler-job.js';
import { pageReading } from './reading.js';
import { FilePreviewer } from './file-previewer.js';
import { withJobFolder } from '../../../table-engine/testing/job-folder.js';
import { parquetOf } from '../testing/parquet-of.js';
import { profiledOf, profileOf, tableOf } from '../testing/profile-of.js';

async function previewOf(bytes: Buffer, from: number, rows: number): Promise<Preview> {
  const { reading } = await profiledOf(bytes);
  return withJobFolder(bytes, (path, workDir) =>
    new FilePreviewer().preview({
      task: 'preview',
      path,
      workDir,
      reading: pageReading(reading, 0, 'file'),
      from,
      rows,
    }),
  );
}

/** One value of each type, and null below it. */
const oneOfEach: [type: string, sql: string, columnType: string, value: unknown][] = [
  ['booleans', 'true', 'boolean', true],
  ['whole numbers of one byte', '7::TINYINT', 'integer', 7],
  ['whole numbers of eight bytes', '9007199254740993', 'integer', '9007199254740993'],
  ['whole numbers without sign', '18446744073709551615::UBIGINT', 'integer', '18446744073709551615'],
  ['whole decimals', '5::DECIMAL(18,0)', 'integer', 5],
  ['decimals', '3.50::DECIMAL(10,2)', 'number', 3.5],
  [
    'decimals with more digits than a JSON number',
    '12345678901234567890.12::DECIMAL(38,2)',
    'number',
    '12345678901234567890.12',
  ],
  ['numbers of four bytes', '0.1::FLOAT', 'number', 0.1],
  ['numbers of eight bytes', '1e300::DOUBLE', 'number', 1e300],
  ['dates', "DATE '2024-02-29'", 'date', '2024-02-29'],
  ['times', "TIME '23:59:59.5'", 'time', '23:59:59.5'],
  ['times in UTC', "TIMETZ '10:00:00+00'", 'time', '10:00:00'],
  ['timestamps', "TIMESTAMP '2024-02-29 10:00:00.25'", 'timestamp', '2024-02-29T10:00:00.25'],
  [
    'timestamps in billionths',
    "TIMESTAMP_NS '2024-02-29 10:00:00.123456789'",
    'timestamp',
    '2024-02-29T10:00:00.123456789',
  ],
  ['points in time', "TIMESTAMPTZ '2024-02-29 10:00:00+02'", 'timestamp', '2024-02-29T08:00:00Z'],
  ['texts', "'x'", 'text', 'x'],
  ['texts that look like numbers', "'007'", 'text', '007'],
  ['texts that look like nothing', "''", 'text', ''],
  ['words of an enumeration', "'a'::ENUM('a', 'b')", 'text', 'a'],
  ['UUIDs', "'0190b6a2-7b1c-7e3a-8000-000000000001'::UUID", 'text', '0190b6a2-7b1c-7e3a-8000-000000000001'],
  ['bytes', "'\\xFF\\x00'::BLOB", 'text', '/wA='],
  ['intervals', 'INTERVAL 2 DAY', 'text', '2 days'],
  ['lists', '[1, NULL]', 'json', [1, null]],
  ['structures', "{'a': 1.5::DECIMAL(3,1), 'b': ['x']}", 'json', { a: 1.5, b: ['x'] }],
  ['maps', "MAP {'k': 'v'}", 'json', { k: 'v' }],
  ['JSON', `'{"a":[1]}'::JSON`, 'json', { a: [1] }],
];

describe('the profile of Parquet', () => {
  it('takes types from the schema and every value for what it is', async () => {
    const columns = oneOfEach.map(([, sql], nth) => `${sql} AS "column ${nth}"`).join(', ');
    const nulls = oneOfEach.map(() => 'NULL').join(', ');
    const bytes = await parquetOf(`SELECT ${columns} UNION ALL SELECT ${nulls}`);

    const { tables, kind, warnings } = await profileOf(bytes);
    const { rows } = await previewOf(bytes, 0, 10);

    expect([kind, warnings]).toEqual(['table', []]);
    expect(tables[0]).toMatchObject({ name: 'people', rows: 2, header: true });
    expect(tables[0]).not.toHaveProperty('encoding');
    const found = tables[0]!.columns.map(({ type, nulls: empty, distinct }, nth) => [
      type,
      empty,
      distinct,
      rows[0]![nth],
      rows[1]![nth],
    ]);
    expect(found).toEqual(oneOfEach.map(([, , type, value]) => [type, 1, 1, value, null]));
  });

  it('gives bounds, quartiles, examples and keys', async () => {
    const table = await tableOf(
      await parquetOf(`SELECT i AS id, (i / 4)::DECIMAL(9,2) AS price, 'n' || (i % 2) AS tag FROM range(5) t(i)`),
    );
    expect(table).toMatchObject({
      rows: 5,
      duplicate_rows: 0,
      candidate_keys: [['id'], ['price']],
      columns: [
        {
          name: 'id',
          type: 'integer',
          semantic_type: 'identifier',
          min: 0,
          max: 4,
          quantiles: [1, 2, 3],
          examples: [0, 1, 2],
        },
        { name: 'price', type: 'number', semantic_type: 'money', min: 0, max: 1, quantiles: [0.25, 0.5, 0.75] },
        { name: 'tag', type: 'text', semantic_type: 'category', distinct: 2, min: 'n0', max: 'n1' },
      ],
    });
  });

  it('passes over infinities and NaN for bounds, and shows them as text', async () => {
    const bytes = await parquetOf(
      `SELECT unnest(['NaN'::DOUBLE, 'inf'::DOUBLE, '-inf'::DOUBLE, 1.5]) AS x, [1, 'NaN'::DOUBLE] AS y`,
    );
    const [x] = (await tableOf(bytes)).columns;
    expect(x).toMatchObject({ distinct: 4, nulls: 0, min: 1.5, max: 1.5, quantiles: [1.5, 1.5, 1.5] });
    const { rows } = await previewOf(bytes, 0, 10);
    expect(rows).toEqual(['NaN', 'Infinity', '-Infinity', 1.5].map((value) => [value, [1, null]]));
  });

  it('counts rows that repeat others, and tells names apart', async () => {
    const table = await tableOf(await parquetOf(`SELECT 'x' AS "a", 1 AS "A", 2 AS " a " FROM range(3)`));
    expect(table).toMatchObject({ rows: 3, duplicate_rows: 2, candidate_keys: [] });
    expect(new Set(table.columns.map(({ name }) => name)).size).toBe(3);
  });

  it('takes a schema alone for a table without rows', async () => {
    expect(await tableOf(await parquetOf(`SELECT 1 AS id, 'x' AS name WHERE false`))).toMatchObject({
      rows: 0,
      columns: [{ name: 'id', type: 'integer', min: null, examples: [] }, { name: 'name' }],
    });
  });

  it('pages over row groups, and ends where the rows do', async () => {
    const bytes = await parquetOf('SELECT i AS id FROM range(5000) t(i)', ', ROW_GROUP_SIZE 2048');
    const pages = await Promise.all([0, 2046, 4998, 9999].map((from) => previewOf(bytes, from, 3)));
    expect(pages).toEqual([
      { rows: [[0], [1], [2]], next: 3 },
      { rows: [[2046], [2047], [2048]], next: 2049 },
      { rows: [[4998], [4999]] },
      { rows: [] },
    ]);
  });

  it('ends a page of long rows early, and loses none', async () => {
    const bytes = await parquetOf(`SELECT i AS id, repeat('x', 400000) AS x FROM range(5) t(i)`);
    expect([(await previewOf(bytes, 0, 100)).next, (await previewOf(bytes, 4, 100)).rows.length]).toEqual([2, 1]);
  });

  it('is the same for a table of many columns, which is copied first', async () => {
    const wide = Array.from({ length: 101 }, (_, nth) => `i + ${nth} AS a${nth}`).join(', ');
    const { rows, columns } = await tableOf(await parquetOf(`SELECT ${wide} FROM range(3) t(i)`));
    expect([rows, columns.length]).toEqual([3, 101]);
    expect(columns[100]).toMatchObject({ name: 'a100', type: 'integer', min: 100, max: 102 });
  });
});

describe('Parquet that cannot be read', () => {
  const whole = parquetOf(`SELECT i AS id, 'name ' || i AS name FROM range(3000) t(i)`);

  it('is refused for being cut off', async () => {
    const bytes = await whole;
    await expect(profileOf(bytes.subarray(0, bytes.length - 9))).rejects.toThrow(
      'The file begins like Parquet but does not end like it: it is cut off, or still being written. Upload it again.',
    );
  });

  it.each([
    ['its footer', (bytes: Buffer) => bytes.fill(0x7f, bytes.length - 300, bytes.length - 100)],
    ['the length of its footer', (bytes: Buffer) => bytes.writeUInt32LE(0xfffffff0, bytes.length - 8)],
    ['its pages', (bytes: Buffer) => bytes.fill(0xff, 4, 600)],
  ])('is refused for damage to %s, without a word of where we keep it', async (_, damage) => {
    const bytes = Buffer.from(await whole);
    damage(bytes);
    const refusal = await profileOf(bytes).catch((error: unknown) => error as Error);
    expect(refusal).toMatchObject({
      name: 'FileUnreadable',
      message: expect.stringMatching(
        /^The Parquet file is damaged: .{5,}\. Write it again, or upload its rows as CSV\.$/,
      ),
    });
    expect((refusal as Error).message).not.toMatch(/content-spec|\/tmp/);
  });

  it('is refused for being encrypted', async () => {
    const bytes = await parquetOf('SELECT 1 AS a FROM range(100)', `, ENCRYPTION_CONFIG {footer_key: 'k'}`, [
      `SET force_mbedtls_unsafe = 'true'`,
      `PRAGMA add_parquet_key('k', '0123456789112345')`,
    ]);
    await expect(profileOf(bytes)).rejects.toThrow(
      'The Parquet file is encrypted. Write it without encryption, and upload that.',
    );
  });
});
