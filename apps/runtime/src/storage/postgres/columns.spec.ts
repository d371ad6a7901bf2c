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
];

it('what rows hold comes out of PostgreSQL as it went in: texts with quotes, backslashes, control characters and JSON, numbers, truths and nothing', async () => {
  const rows = TEXTS.map((text, index) => [text, index % 2 === 0 ? null : text, index * 1e12 - 1, index % 2 === 0]);
  const database = await freshDatabase();
  const client = new Client({ connectionString: database.url });
  try {
    await client.connect();
    const text = `SELECT * FROM ${unnest(['text', 'text', 'int8', 'bool'])} AS row (a, b, c, d)`;
    const answer = await client.query<unknown[]>({ text, values: columnsOf(rows, 4), rowMode: 'array' });
    expect(answer.rows.map(([a, b, c, d]) => [a, b, Number(c), d])).toEqual(rows);
    expect((await client.query({ text, values: columnsOf([], 4) })).rows).toEqual([]);
  } finally {
    await client.end();
    await database.drop();
  }
});
