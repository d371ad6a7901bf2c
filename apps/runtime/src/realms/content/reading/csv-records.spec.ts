import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { csvFields, strictCsvRow } from './csv-fields.js';
import { CsvSplitter, type CsvRecord } from './csv-records.js';
import { FileUnreadable } from './file-unreadable.js';

function split(text: string, chunkBytes = 1 << 20): CsvRecord[] {
  const splitter = new CsvSplitter(',');
  const bytes = Buffer.from(text);
  const records: CsvRecord[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    records.push(...splitter.split(bytes.subarray(at, at + chunkBytes)));
  return [...records, ...splitter.finish()];
}

const texts = (records: CsvRecord[]) => records.map(({ bytes }) => bytes.toString());

describe('records of delimited text', () => {
  it.each([
    ['a,b\nc,d', ['a,b', 'c,d']],
    ['a\r\nb\rc\nd\n', ['a', 'b', 'c', 'd']],
    ['"a\nb",c\nd', ['"a\nb",c', 'd']],
    ['"a""\n""b"\nc', ['"a""\n""b"', 'c']],
    ['\n\n', ['', '']],
    ['', []],
  ])('ends %j where lines end outside of quotes', (text, expected) => {
    expect(texts(split(text))).toEqual(expected);
  });

  it.each([
    ['a,b,c', 3],
    ['a,,', 3],
    ['"a,b",c', 2],
    [' "a,b",c', 2],
    ['a"b,c"d', 2],
    ['', 1],
  ])('counts the fields of %j', (text, fields) => {
    expect(split(`${text}\n`)[0]!.fields).toBe(fields);
  });

  it.each([
    ['a,"b ""c""",', true],
    ['a,"b"c', false],
    ['a, "b"', false],
    ['5" pipe,b', false],
    ['a,   ,b', false],
    ['a,"  ",b', false],
  ])('knows whether every reader takes %j the same way', (text, strict) => {
    expect(split(`${text}\n`)[0]!.strict).toBe(strict);
  });

  it('says where each record lies, so that reading can go on from there', () => {
    const text = 'é,1\r\n"x\ny",2\nz,3';
    const bytes = Buffer.from(text);
    for (const { start, next, bytes: record } of split(text)) {
      expect(bytes.subarray(start, next).toString().trimEnd()).toBe(record.toString());
    }
  });

  it('reads the same however the bytes arrive', () => {
    const cell = fc.stringMatching(/^[a",\r\n é]{0,6}$/);
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (cells, chunkBytes) => {
        const text = cells.map((field) => `"${field.replaceAll('"', '""')}"`).join(',\r\n');
        expect(split(text, chunkBytes)).toEqual(split(text));
      }),
    );
  });

  it('counts as many fields as it then reads, whatever the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a", \n]{0,30}$/), (text) => {
        try {
          for (const { bytes, fields } of split(text)) expect(csvFields(bytes.toString(), ',')).toHaveLength(fields);
        } catch (error) {
          expect(error).toBeInstanceOf(FileUnreadable);
        }
      }),
    );
  });

  it('writes rows that it reads back as they were', () => {
    const field = fc.stringMatching(/^[a",\r\n ]{0,6}$/).map((text) => (text.trim() === '' ? '' : text));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), (fields) => {
        const [record, ...others] = split(strictCsvRow(fields, fields.length, ','));
        expect(others).toEqual([]);
        expect(record!.strict).toBe(true);
        expect(csvFields(record!.bytes.toString(), ',')).toEqual(fields);
      }),
    );
  });

  it('fills what a row lacks and leaves out what it has beyond its columns', () => {
    expect(strictCsvRow(['a'], 3, ';')).toBe('a;;\n');
    expect(strictCsvRow(['a', 'b', 'c'], 2, ';')).toBe('a;b\n');
  });

  it('gives up on a record that no end is found of', () => {
    const splitter = new CsvSplitter(',');
    splitter.split(Buffer.from('a\n"b'));
    expect(() => splitter.split(Buffer.alloc(17 << 20, 'x'))).toThrow(
      'The row that begins in line 2 is longer than 16 MiB.',
    );
  });
});
