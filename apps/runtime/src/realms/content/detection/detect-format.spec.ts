import { describe, expect, it } from '@jest/globals';
import { withJobFolder } from '../../../table-engine/testing/job-folder.js';
import { zipOf } from '../testing/zip-of.js';
import { detectFormat, formatOf } from './detect-format.js';

const kindOf = (text: string | Buffer) => formatOf(Buffer.from(text), true).format;

describe('what a file is, by its bytes', () => {
  it.each([
    ['PDF', Buffer.from('%PDF-1.7\n'), 'application/pdf'],
    ['PNG', Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'), 'image/png'],
    ['JPEG', Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'image/jpeg'],
    ['GIF', Buffer.from('GIF89a\x01\0', 'latin1'), 'image/gif'],
    ['ZIP', Buffer.from('PK\x03\x04\x14\0', 'latin1'), 'application/zip'],
    ['gzip', Buffer.from('\x1f\x8b\x08\0', 'latin1'), 'application/gzip'],
    ['bytes of no kind that is known', Buffer.from([0, 1, 2, 3]), 'application/octet-stream'],
    ['letters of an encoding that is not read', Buffer.from('ÐàÒåñò ×àñòü', 'latin1'), 'application/octet-stream'],
  ])('calls %s binary, and by its media type', (_, bytes, mediaType) => {
    expect(formatOf(bytes, true)).toEqual({ format: 'binary', mediaType });
  });

  it.each(['PAR1', 'PARE'])('takes bytes that begin with %s for Parquet, and text for text', (magic) => {
    expect(formatOf(Buffer.from(`${magic}\x15\0`), true)).toEqual({
      format: 'parquet',
      mediaType: 'application/vnd.apache.parquet',
    });
    expect(formatOf(Buffer.from(`${magic},PAR2\n1,2\n`), true)).toMatchObject({ format: 'csv' });
  });

  it.each([
    ['a table with a header', 'id,name\n1,Ann\n2,Bo\n', ',', true],
    ['a table without', '1;Ann\n2;Bo\n', ';', false],
    ['a decimal comma between semicolons', 'a;b\n1,5;2,5\n3,5;4,5\n', ';', true],
    ['commas in quotes between bars', 'a|b\n"1,2"|x\n"3,4"|y\n', '|', true],
    ['a header alone', 'id,name,amount\n', ',', true],
    ['rows of different lengths below a header', 'id,name,amount\n1,Ann\n2,Bo,4.25,extra\n', ',', true],
    ['spaces after commas, and values', 'name, age\nAnn, 30\nBo, 41\n', ',', true],
    ['a single column of values', 'id\n1\n2\n', ',', true],
    ['a quote that is never closed', 'id,name\n1,Ann\n2,"Bo\n', ',', true],
    ['CR LF', 'id,name\r\n1,Ann\r\n', ',', true],
  ])('takes %s for delimited text', (_, text, delimiter, header) => {
    expect(formatOf(Buffer.from(text), true)).toMatchObject({ format: 'csv', delimiter, header });
  });

  it.each([
    ['an empty last column of values', '1;\n2;\n3;\n', ';'],
    ['decimal commas between semicolons, twice', '1,5;2,5\n3,5;4,5\n', ';'],
    ['decimal commas beside words', 'Ann;3,50\nBo;4,25\n', ';'],
    ['decimal commas before an empty column', '0,5\t\n1,5\t\n', '\t'],
    ['times beside decimal commas', '10:00:00|0,5|a,b\n11:00:00|1,5|c,d\n', '|'],
    ['a tab in every text', '0|a\tb\n1|c\td\n', '|'],
  ])('finds the delimiter of %s', (_, text, delimiter) => {
    expect(formatOf(Buffer.from(text), true)).toMatchObject({ format: 'csv', delimiter });
  });

  const utf16 = (text: string) => Buffer.from(text, 'utf16le');

  it.each([
    ['UTF-16 without a mark', utf16('id,name\n1,Ann\n'), 'utf-16le'],
    ['UTF-16 without a mark, the other way round', utf16('id,name\n1,Ann\n').swap16(), 'utf-16be'],
    ['UTF-16 in letters of the east', utf16('列,名前\n1,李雷\n'), 'utf-16le'],
    ['UTF-16 with a mark', utf16('\ufeffid,name\n1,Ann\n').swap16(), 'utf-16be'],
    ['windows-1252', Buffer.from('id,name\n1,Zo\xeb\n', 'latin1'), 'windows-1252'],
  ])('reads %s', (_, bytes, encoding) => {
    expect(formatOf(bytes, true)).toMatchObject({ format: 'csv', encoding });
  });

  it.each([
    ['small numbers of two bytes', Buffer.from([1, 0, 2, 0, 3, 0, 10, 0])],
    ['numbers of four bytes', Buffer.from(new Uint32Array([65, 66, 44, 10]).buffer)],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
    ['half of UTF-16', utf16('id,name\n').subarray(1, 10)],
  ])('takes %s for no text', (_, bytes) => {
    expect(kindOf(bytes)).toBe('binary');
  });

  it.each([
    ['an array of objects', '[{"a":1}]', 'application/json'],
    ['an object over lines', '{\n  "a": 1\n}\n', 'application/json'],
    ['objects line by line', '{"a":1}\n{"a":2}\n', 'application/x-ndjson'],
    ['an array of numbers', ' [1, 2]', 'application/json'],
    ['nothing in an array', '[]', 'application/json'],
    ['an array that breaks off', '[{"a":1},', 'application/json'],
    ['an object that goes wrong', '{"a": oops}', 'application/json'],
  ])('takes %s for JSON', (_, text, mediaType) => {
    expect(formatOf(Buffer.from(text), true)).toEqual({ format: 'json', mediaType, encoding: 'utf-8' });
  });

  it.each([
    ['nothing', ''],
    ['blank lines', ' \n\n'],
    ['a letter', 'Dear Ann,\n\nthank you for the book, the flowers, and the song.\nYours, Bo\n'],
    ['one line', 'just some notes, nothing more'],
    ['prose with a comma in every line', 'The sun rose, and it was warm.\nThe sun set, and it was cold.\n'],
    ['names line by line', 'Ann\nBo\nCy\n'],
    ['a log', '[2024-01-31 10:00:00] started\n[2024-01-31 10:00:01] done\n'],
    ['an INI file', '[section]\nkey = value\n'],
    ['a template', '{{ greeting }} and more'],
    ['code', 'const a = 1;\nconst b = 2;\nfunction c() {\n  return a;\n}\n'],
    ['markdown', '# Title\n\nSome text, with commas.\n\n- a\n- b\n'],
  ])('takes %s for text', (_, text) => {
    expect(kindOf(text)).toBe('text');
  });

  it('judges a beginning that ends in the middle of a row, a character or a value', () => {
    const csv = Buffer.from('id,name\n1,Ann\n2,Zoë');
    expect(formatOf(csv.subarray(0, csv.length - 1), false)).toMatchObject({ format: 'csv', encoding: 'utf-8' });
    expect(formatOf(Buffer.from('[1, 2, 3'), false)).toMatchObject({ format: 'json' });
  });
});

describe('what an Office document is, by what is in it', () => {
  const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  const types = { name: '[Content_Types].xml', data: '<Types/>' };
  const archive = (...names: string[]) => zipOf([types, ...names.map((name) => ({ name, data: 'x' }))]);
  const found = (bytes: Buffer) => withJobFolder(bytes, detectFormat);

  it.each([
    ['a workbook', archive('xl/workbook.xml'), { format: 'xlsx', mediaType: XLSX }],
    ['a workbook of the web', archive('xl/workbook2.xml'), { format: 'xlsx', mediaType: XLSX }],
    [
      'a workbook in an archive of more than 4 GiB',
      zipOf([types, { name: 'xl/workbook.xml', data: 'x' }], { zip64: true }),
      { format: 'xlsx' },
    ],
    [
      'a workbook with macros',
      archive('xl/workbook.xml', 'xl/vbaProject.bin'),
      { format: 'xlsx', mediaType: 'application/vnd.ms-excel.sheet.macroenabled.12' },
    ],
    ['a text document', archive('word/document.xml'), { format: 'binary', mediaType: expect.stringMatching(/word/) }],
    ['slides', archive('ppt/presentation.xml'), { format: 'binary', mediaType: expect.stringMatching(/presentation/) }],
    [
      'any other archive',
      zipOf([{ name: 'xl/workbook.xml', data: 'x' }]),
      { format: 'binary', mediaType: 'application/zip' },
    ],
    ['an archive of nothing', zipOf([]), { format: 'binary', mediaType: 'application/zip' }],
  ])('knows %s', async (_, bytes, format) => {
    expect(await found(bytes)).toMatchObject(format);
  });

  it('finds the parts of a workbook behind as many pictures as there may be', async () => {
    const picture = { name: 'xl/media/image1.png', data: Buffer.alloc(300 << 10, 7), stored: true };
    expect(await found(zipOf([picture, { name: 'xl/workbook.xml', data: 'x' }, types]))).toMatchObject({
      format: 'xlsx',
    });
  });

  it('takes a workbook that is cut off for one, so that somebody says so', async () => {
    const whole = archive('xl/workbook.xml', 'xl/styles.xml');
    expect(await found(whole.subarray(0, whole.length - 60))).toMatchObject({ format: 'xlsx' });
  });

  it.each([
    ['a binary workbook', archive('xl/workbook.bin'), /^The file is a binary workbook \(\.xlsb\)\. Save it as \.xlsx/],
    ['an old workbook', compoundOf(['Root Entry', 'Workbook']), /\(\.xls\)\. Save it as \.xlsx, and upload that\.$/],
    ['a very old workbook', compoundOf(['Root Entry', 'a', 'b', 'c', 'Book']), /\(\.xls\)/],
    [
      'an encrypted document',
      compoundOf(['Root Entry', 'a', 'b', 'c', 'd', 'EncryptedPackage']),
      /protected with a password.* Save it without one/,
    ],
  ])('says of %s what to do with it', async (_, bytes, reason) => {
    expect(await found(bytes)).toMatchObject({ format: 'binary', unreadable: expect.stringMatching(reason) });
  });

  it.each([
    ['other documents of old', compoundOf(['Root Entry', 'WordDocument'])],
    ['one that breaks off', compoundOf(['Root Entry', 'Workbook']).subarray(0, 600)],
    ['one that goes round in circles', compoundOf(['Root Entry', 'a', 'b', 'c'], 1)],
  ])('keeps %s as it is', async (_, bytes) => {
    expect(await found(bytes)).toEqual({ format: 'binary', mediaType: 'application/x-ole-storage' });
  });
});

/** A file of old with these streams, four to a sector: the table of sectors is the first of them. */
function compoundOf(names: readonly string[], last = 0xfffffffe): Buffer {
  const head = Buffer.alloc(512);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(head);
  head.writeUInt16LE(9, 30);
  head.writeUInt32LE(1, 48);
  const table = Buffer.alloc(512, 0xff);
  const sectors = Math.ceil(names.length / 4);
  for (let nth = 1; nth <= sectors; nth++) table.writeUInt32LE(nth === sectors ? last : nth + 1, nth * 4);
  const list = Buffer.alloc(sectors * 512);
  for (const [nth, name] of names.entries()) {
    list.write(name, nth * 128, 'utf16le');
    list.writeUInt16LE(name.length * 2 + 2, nth * 128 + 64);
  }
  return Buffer.concat([head, table, list]);
}
