import { expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freshDatabase } from '../testing/postgres-database.js';
import { columnsOf, unnest } from './columns.js';

const TEXTS = [
  '',
  'NULL',
  'plain',
  ' of words, {in} braces ',
  'a "quoted" word',
  'C:\\path\\n',
  'two\nlines "quoted"\ttab\\',
  '\u0001"\u001f',
  '"😀" é "\u2028"',
  JSON.stringify({ step: 'reserve "it"', output: ['\\', '\n', '😀', '\ud800', { deep: null }] }),
  JSON.stringify(JSON.stringify({ a: '"' })),
  'at last no ASCII: é',
  '€'.repeat(100_000),
];

const NUMBERS = [0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
const TYPES = ['text', 'text', 'int8', 'bool', 'int'] as const;

it('what rows hold comes out of PostgreSQL as it went in: texts with quotes, backslashes, control characters and JSON, numbers, truths and nothing', async () => {
  const rows = TEXTS.map((text, index) => [
    text,
    index % 2 === 0 ? null : text,
    NUMBERS[index % NUMBERS.length]!,
    index % 2 === 0,
    index - 5,
  ]);
  const database = await freshDatabase();
  const client = new Client({ connectionString: database.url });
  try {
    await client.connect();
    const text = `SELECT * FROM ${unnest(TYPES)} AS row (a, b, c, d, e)`;
    const answer = await client.query<unknown[]>({ text, values: columnsOf(rows, TYPES), rowMode: 'array' });
    expect(answer.rows.map(([a, b, c, d, e]) => [a, b, Number(c), d, e])).toEqual(rows);
    expect((await client.query({ text, values: columnsOf([], TYPES) })).rows).toEqual([]);
  } finally {
    await client.end();
    await database.drop();
  }
});
