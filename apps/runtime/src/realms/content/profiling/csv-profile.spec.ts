import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ColumnProfile } from '@app/intent-contracts';
import { detectFormat, formatOf } from '../detection/detect-format.js';
import type { ReadableFormat } from '../detection/file-format.js';
import { withJobFolder } from '../../../table-engine/testing/job-folder.js';
import { profileOf, tableOf } from '../testing/profile-of.js';
import { FileProfiler } from './file-profiler.js';

const rows = (...lines: string[]) => `${lines.join('\n')}\n`;

async function column(content: string, name: string): Promise<ColumnProfile> {
  const { columns } = await tableOf(content);
  const found = columns.find((candidate) => candidate.name === name);
  if (found === undefined)
    throw new Error(`There is no column ${name} among ${columns.map((c) => c.name).join(', ')}.`);
  return found;
}

async function types(content: string): Promise<string[]> {
  return (await tableOf(content)).columns.map(({ name, type }) => `${name}: ${type}`);
}

async function warningCodes(content: string): Promise<string[]> {
  return (await profileOf(content)).warnings.map(({ code }) => code);
}

describe('the profile of delimited text', () => {
  it('tells rows, columns, types, bounds, quartiles and keys', async () => {
    expect(await profileOf(rows('id,name,amount', '1,Ann,3.50', '2,Bo,4.25', '3,Ann,'))).toEqual({
      kind: 'table',
      tables: [
        {
          name: 'people',
          rows: 3,
          columns: [
            {
              name: 'id',
              type: 'integer',
              semantic_type: 'identifier',
              nulls: 0,
              distinct: 3,
              min: 1,
              max: 3,
              quantiles: [1.5, 2, 2.5],
              examples: ['1', '2', '3'],
            },
            {
              name: 'name',
              type: 'text',
              semantic_type: 'text',
              nulls: 0,
              distinct: 2,
              min: 'Ann',
              max: 'Bo',
              examples: ['Ann', 'Bo'],
            },
            {
              name: 'amount',
              type: 'number',
              semantic_type: 'money',
              nulls: 1,
              distinct: 2,
              min: 3.5,
              max: 4.25,
              quantiles: [3.6875, 3.875, 4.0625],
              examples: ['3.50', '4.25'],
            },
          ],
          encoding: 'utf-8',
          delimiter: ',',
          header: true,
          duplicate_rows: 0,
          candidate_keys: [['id']],
        },
      ],
      warnings: [],
    });
  });

  it.each([
    ['whole numbers', ['1', '-2', '30'], 'integer'],
    ['whole numbers with spaces around them', [' 1', '2 ', '30'], 'integer'],
    ['whole numbers with leading zeros', ['007', '042', '100'], 'text'],
    ['whole numbers with plus signs, which are phone numbers', ['+33612345678', '+33612345679'], 'text'],
    ['decimal numbers', ['3.50', '4', '-.5'], 'number'],
    ['numbers with exponents', ['1e3', '2.5E-2'], 'number'],
    ['numbers with leading zeros', ['01.5', '02.5'], 'text'],
    ['numbers with an underscore', ['1_000', '2_000'], 'text'],
    ['hexadecimal numbers', ['0x1F', '0x2A'], 'text'],
    ['numbers too large for any', ['1e400', '2e400'], 'text'],
    ['NaN among numbers', ['NaN', '1.5'], 'text'],
    ['Infinity among numbers', ['Infinity', '1.5', 'inf'], 'text'],
    ['booleans', ['true', 'FALSE', 'True'], 'boolean'],
    ['dates', ['2024-01-31', '2024-02-29'], 'date'],
    ['a date that no calendar has', ['2024-02-30', '2024-02-29'], 'text'],
    ['dates without zeros', ['2024-1-5', '2024-2-6'], 'text'],
    ['dates in other orders', ['31/12/2024', '01/02/2025'], 'text'],
    ['timestamps', ['2024-01-31T10:00:00', '2024-01-31 10:00:00.25'], 'timestamp'],
    ['timestamps with time zones', ['2024-01-31T10:00:00Z', '2024-01-31T10:00:00+02:00'], 'timestamp'],
    ['timestamps and dates', ['2024-01-31T10:00:00', '2024-02-01'], 'timestamp'],
    ['timestamps with and without time zone', ['2024-01-31T10:00:00Z', '2024-01-31T10:00:00'], 'text'],
    ['times', ['10:00', '23:59:59'], 'time'],
    ['hours that no day has', ['25:00', '10:00'], 'text'],
    ['nothing at all', ['', ' ', '""'], 'text'],
  ])('takes a column of %s for what it is', async (_, cells, type) => {
    const found = await column(rows('label,cell', ...cells.map((cell, index) => `row ${index},${cell}`)), 'cell');
    expect(found.type).toBe(type);
  });

  it.each([
    ['dates', ['2024-03-01', '2023-12-31'], '2023-12-31', '2024-03-01'],
    ['timestamps', ['2024-01-31 10:00', '2024-01-31T09:30:15.5'], '2024-01-31T09:30:15.5', '2024-01-31T10:00:00'],
    [
      'points in time, in UTC',
      ['2024-01-31T10:00:00+02:00', '2024-01-31T09:00:00Z'],
      '2024-01-31T08:00:00Z',
      '2024-01-31T09:00:00Z',
    ],
    ['times', ['23:15', '09:30:00'], '09:30:00', '23:15:00'],
    ['booleans', ['true', 'false'], false, true],
    ['negative numbers', ['-1.5', '-10'], -10, -1.5],
  ])('gives the bounds of %s', async (_, cells, min, max) => {
    const found = await column(rows('label,cell', ...cells.map((cell) => `x,${cell}`)), 'cell');
    expect([found.min, found.max]).toEqual([min, max]);
  });

  it('keeps every digit of whole numbers that a JSON number cannot hold', async () => {
    const found = await column(rows('id,n', 'a,9007199254740993', 'b,12345678901234567890', 'c,5'), 'n');
    expect(found).toMatchObject({ type: 'integer', distinct: 3, min: 5, max: '12345678901234567890' });
    expect(found.examples).toEqual(['9007199254740993', '12345678901234567890', '5']);
  });

  it('takes more digits than any number type has for text', async () => {
    const long = '1'.repeat(40);
    expect(await types(rows('id,n', `a,${long}1`, `b,${long}2`))).toEqual(['id: text', 'n: text']);
  });

  it('counts empty cells as nulls, quoted or not', async () => {
    expect(await column(rows('id,name', '1,', '2,""', '3,"  "', '4,Ann'), 'name')).toMatchObject({
      nulls: 3,
      distinct: 1,
    });
  });

  it.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['bars', '|'],
  ])('reads fields between %s', async (_, delimiter) => {
    const text = rows('id,name', '1,Ann', '2,Bo').replaceAll(',', delimiter);
    expect(await tableOf(text)).toMatchObject({ rows: 2, delimiter, columns: [{ name: 'id' }, { name: 'name' }] });
  });

  it('reads quoted fields with delimiters, quotes and line breaks in them', async () => {
    const { rows: count, columns } = await tableOf('id,note\r\n1,"a, b"\r\n2,"say ""hi"""\r\n3,"two\r\nlines"\r\n');
    expect(count).toBe(3);
    expect(columns[1]!.examples).toEqual(['a, b', 'say "hi"', 'two\r\nlines']);
  });

  it.each([
    ['LF', 'id,name\n1,Ann\n2,Bo\n'],
    ['CR LF', 'id,name\r\n1,Ann\r\n2,Bo\r\n'],
    ['CR', 'id,name\r1,Ann\r2,Bo\r'],
    ['LF and CR LF in turns', 'id,name\r\n1,Ann\n2,Bo\r\n'],
    ['no break after the last', 'id,name\n1,Ann\n2,Bo'],
    ['blank lines between', '\nid,name\n\n1,Ann\n   \n2,Bo\n\n'],
  ])('reads lines that end in %s', async (_, text) => {
    const { rows: count, columns } = await tableOf(text);
    expect([count, columns.map(({ examples }) => examples)]).toEqual([
      2,
      [
        ['1', '2'],
        ['Ann', 'Bo'],
      ],
    ]);
  });

  it('is not misled by line breaks in quotes that are not those of the rows', async () => {
    const { rows: count, columns } = await tableOf('id,note\r\n"1","a\r\nb"\r\n2, "c"\r\n3,"d"\r\n');
    expect([count, columns[1]!.examples]).toEqual([3, ['a\r\nb', 'c', 'd']]);
  });

  it('is not misled by the folder that the file lies in', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'content-spec-')), 'name=x');
    await mkdir(folder);
    const path = join(folder, 'file');
    await writeFile(path, rows('id,name', '1,Ann', '2,Bo'));
    const format = (await detectFormat(path)) as ReadableFormat;
    const { profile } = await new FileProfiler().profile({
      task: 'profile',
      path,
      workDir: folder,
      filename: 'f',
      format,
    });
    await rm(dirname(folder), { recursive: true });
    expect(profile.tables[0]).toMatchObject({ rows: 2, columns: [{ name: 'id' }, { name: 'name', max: 'Bo' }] });
  });

  it('reads on in another encoding where a byte order mark was wrong about it', async () => {
    const found = await tableOf(Buffer.concat([Buffer.from('\ufeffid,name\n1,'), Buffer.from('Zo\xeb\n', 'latin1')]));
    expect(found).toMatchObject({ encoding: 'windows-1252', columns: [{ name: 'id' }, { name: 'name', max: 'Zoë' }] });
  });

  it.each([
    ['UTF-8 with byte order mark', Buffer.from('\ufeffid,name\n1,Zoë\n2,Bo\n'), 'utf-8'],
    ['UTF-16 little-endian', Buffer.from('\ufeffid,name\n1,Zoë\n2,Bo\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 big-endian', Buffer.from('\ufeffid,name\n1,Zoë\n2,Bo\n', 'utf16le').swap16(), 'utf-16be'],
    ['Latin-1', Buffer.from('id,name\n1,Zoë\n2,Bo\n', 'latin1'), 'windows-1252'],
  ])('reads %s', async (_, bytes, encoding) => {
    const { columns, encoding: found } = await tableOf(bytes);
    expect(found).toBe(encoding);
    expect(columns.map(({ name, examples }) => [name, examples])).toEqual([
      ['id', ['1', '2']],
      ['name', ['Zoë', 'Bo']],
    ]);
  });

  it('says that it guessed an encoding which nothing in the file tells', async () => {
    expect((await profileOf(Buffer.from('id,name\n1,Zoë\n', 'latin1'))).warnings).toEqual([
      {
        code: 'ENCODING_GUESSED',
        detail: 'The text is not UTF-8 and was read as windows-1252. Save it as UTF-8 if letters look wrong.',
      },
    ]);
  });

  it('reads on as windows-1252, and says so, when bytes far into the file are not UTF-8', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index},name number ${index}`);
    const bytes = Buffer.from(rows('id,name', ...lines, '20000,Zo\xeb', '20001,5 \x80'), 'latin1');
    const format = formatOf(bytes.subarray(0, 1 << 18), false) as ReadableFormat;
    expect(format).toMatchObject({ encoding: 'utf-8' });
    const found = await withJobFolder(bytes, (path, workDir) =>
      new FileProfiler().profile({ task: 'profile', path, workDir, filename: 'f', format }),
    );
    expect(found.profile.warnings.map(({ code }) => code)).toEqual(['ENCODING_GUESSED']);
    expect(found.profile.tables[0]).toMatchObject({ rows: 20_002, encoding: 'windows-1252' });
    expect(found.reading).toMatchObject({ encoding: 'windows-1252' });
  });

  it('keeps letters of all scripts', async () => {
    const found = await column(rows('id,name', '1,李雷', '2,Ω', '3,👩‍👩‍👧'), 'name');
    expect(found.examples).toEqual(['李雷', 'Ω', '👩‍👩‍👧']);
  });

  it('names the columns of a file without header', async () => {
    const { header, rows: count, columns } = await tableOf(rows('1,Ann,3.50', '2,Bo,4.25'));
    expect([header, count, columns.map(({ name }) => name)]).toEqual([false, 2, ['column_1', 'column_2', 'column_3']]);
  });

  it('tells columns of the same name apart, and warns', async () => {
    const text = rows('id,name,name,,name_2', '1,Ann,Lee,x,y', '2,Bo,Kim,x,y');
    expect((await tableOf(text)).columns.map(({ name }) => name)).toEqual([
      'id',
      'name',
      'name_3',
      'column_4',
      'name_2',
    ]);
    expect(await warningCodes(text)).toContain('DUPLICATE_COLUMN_NAME');
  });

  it('takes a header alone for a table without rows', async () => {
    expect(await tableOf('id,name,amount\n')).toMatchObject({
      rows: 0,
      header: true,
      columns: [
        { name: 'id', type: 'text', semantic_type: null, nulls: 0, distinct: 0, min: null, max: null, examples: [] },
        { name: 'name' },
        { name: 'amount' },
      ],
      candidate_keys: [],
      duplicate_rows: 0,
    });
  });

  it('fills short rows with nulls, cuts long ones, and names both', async () => {
    const text = rows('id,name,amount', '1,Ann', '2,Bo,4.25', '3,Cy,5.00,extra', '4', '5,Di,6.00');
    const { tables, warnings } = await profileOf(text);
    expect(tables[0]).toMatchObject({ rows: 5, columns: [{ nulls: 0 }, { nulls: 1 }, { nulls: 2, type: 'number' }] });
    expect(warnings).toEqual([
      {
        code: 'ROWS_TOO_SHORT',
        detail: 'Rows 1 and 4 have fewer fields than the 3 columns; what is missing is null.',
        row: 1,
        table: 'people',
      },
      {
        code: 'ROWS_TOO_LONG',
        detail: 'Row 3 has more fields than the 3 columns; what is beyond is left out.',
        row: 3,
        table: 'people',
      },
    ]);
  });

  it('gives a column to fields that most rows have and the header has not', async () => {
    const { columns } = await tableOf(rows('id,name', '1,Ann,x', '2,Bo,y', '3,Cy,z'));
    expect(columns.map(({ name }) => name)).toEqual(['id', 'name', 'column_3']);
  });

  it('says where the quote opens that is never closed', async () => {
    await expect(profileOf('id,name\n1,Ann\n2,"Bo\n3,Cy\n')).rejects.toThrow(
      'The quote (") that opens in line 3 is never closed. Close it, or double it.',
    );
  });

  it('reads quotes that stand where the standard has none', async () => {
    const found = await column(rows('id,size', '1,5" pipe', '2, "a, b"', '3,"x"y'), 'size');
    expect(found.examples).toEqual(['5" pipe', 'a, b', 'xy']);
  });

  it('names the value that keeps a column from being numbers', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => `${index},${index === 12 ? 'n/a' : index * 1.5}`);
    const { warnings } = await profileOf(rows('id,amount', ...lines));
    expect(warnings).toEqual([
      {
        code: 'MIXED_VALUES',
        detail: 'Column "amount" is text because 1 of its 20 values is not of type number, the first in row 13: "n/a".',
        row: 13,
        column: 'amount',
        table: 'people',
      },
    ]);
  });

  it('sees what a column holds even where it begins otherwise', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `${index},${index < 4000 ? index : `${index}.5`}`);
    expect(await types(rows('id,amount', ...lines))).toEqual(['id: integer', 'amount: number']);
  });

  it('counts rows that repeat others', async () => {
    expect(await tableOf(rows('name,city', 'Ann,Rome', 'Bo,Oslo', 'Ann,Rome', 'Ann,Rome'))).toMatchObject({
      rows: 4,
      duplicate_rows: 2,
      candidate_keys: [],
    });
  });

  it('reads a single column of values, its blank lines being empty cells', async () => {
    expect(await tableOf('score\n1\n\n3\n\n')).toMatchObject({
      rows: 3,
      columns: [{ name: 'score', type: 'integer', nulls: 1 }],
    });
  });

  it('quotes no more of a long text than is needed to know it', async () => {
    const found = await column(rows('id,note', `1,${'x'.repeat(5000)}`, '2,y'), 'note');
    expect(found.examples).toEqual([`${'x'.repeat(200)}…`, 'y']);
  });

  it('answers with plain JSON that every store takes', async () => {
    const found = await profileOf(rows('id,big,note', '1,9007199254740993,"a\nb"', '2,3,c'));
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it.each(["'; DROP TABLE cells; --", '"c1"', "c1') FROM cells; --", '${x}', '\\'])(
    'takes %s in a header for a name and nothing else',
    async (name) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      expect((await tableOf(rows(`id,${quoted}`, '1,2', '3,4'))).columns[1]).toMatchObject({ name, type: 'integer' });
    },
  );
});
