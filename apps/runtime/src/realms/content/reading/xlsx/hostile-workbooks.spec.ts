import { describe, expect, it } from '@jest/globals';
import { detectFormat } from '../../detection/detect-format.js';
import { profileWorkbook } from '../../profiling/workbook-profiler.js';
import { profileOf } from '../../testing/profile-of.js';
import { sheetOf, workbookOf, type Cell, type SheetContent } from '../../testing/workbook-of.js';
import { zipOf } from '../../testing/zip-of.js';
import { withJobFolder } from '../../../../table-engine/testing/job-folder.js';
import { readSheet } from './sheet-rows.js';
import { Workbook } from './workbook.js';
import { WORKBOOK_LIMITS, type WorkbookLimits, type ZipLimits } from './workbook-limits.js';

const healthy: SheetContent = {
  name: 'Sales',
  rows: [
    ['id', 'name'],
    [1, 'Ann'],
    [2, 'Bo'],
  ],
};
const of = (sheet: Partial<SheetContent>) => workbookOf({ sheets: [{ ...healthy, ...sheet }] });
const cell = (xml: string): Cell => ({ xml });
const SHEET = 'xl/worksheets/sheet1.xml';

/** Whether it is refused, and why. */
async function refusal(bytes: Buffer): Promise<string> {
  const error: unknown = await profileOf(bytes).then(
    () => new Error('It was read.'),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'FileUnreadable' });
  return (error as Error).message;
}

/** All rows of all sheets, with other limits than those in force. */
function readWithin(bytes: Buffer, limits: Partial<WorkbookLimits>): Promise<number> {
  return withJobFolder(bytes, async (path) => {
    const workbook = await Workbook.open(path, { ...WORKBOOK_LIMITS, ...limits });
    try {
      const spent = { cells: 0, bytes: 0 };
      let rows = 0;
      for (const sheet of workbook.sheets) {
        for await (const batch of readSheet(workbook, sheet, spent).rows) rows += batch.length;
      }
      return rows;
    } finally {
      workbook.close();
    }
  });
}

describe('a workbook that is damaged', () => {
  it.each<[string, Buffer, RegExp]>([
    [
      'text 9 of none',
      of({ rows: [['a'], [cell('<c t="s"><v>9</v></c>')]] }),
      /sheet "Sales", cell A2 has shared text 9 of 0/,
    ],
    [
      'a number that is none',
      of({ rows: [['a'], [1, cell('<c><v>abc</v></c>')]] }),
      /sheet "Sales", cell B2 is no number: "abc"/,
    ],
    ['a number beyond all', of({ rows: [['a'], [cell('<c><v>1e999</v></c>')]] }), /cell A2 is no number: "1e999"/],
    [
      'a truth that is none',
      of({ rows: [['a'], [cell('<c t="b"><v>2</v></c>')]] }),
      /cell A2 is neither true nor false but "2"/,
    ],
    ['a type of its own', of({ rows: [['a'], [cell('<c t="magic"><v>2</v></c>')]] }), /cell A2 is of type "magic"/],
    [
      'cells in no order',
      of({ data: '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>' }),
      /row 1 has its cells in no order/,
    ],
    [
      'a cell twice',
      of({ data: '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>' }),
      /row 1 has its cells in no order/,
    ],
    ['a row twice', of({ data: '<row r="2"/><row r="2"/>' }), /sheet "Sales" has row 2 behind row 2/],
    [
      'a cell in the row of another',
      of({ data: '<row r="2"><c r="A3"><v>1</v></c></row>' }),
      /sheet "Sales" has A3 in row 2/,
    ],
    [
      'a cell that is nowhere',
      of({ data: '<row r="2"><c r="ZZZZ9"><v>1</v></c></row>' }),
      /row 2 has a cell that is nowhere/,
    ],
    ['a row that is nowhere', of({ data: '<row r="1048577"/>' }), /has a row that is not one of the 1048576 there are/],
    ['XML that breaks off', of({ data: '<row r="1"><c r="A1">' }), /sheet "Sales", line 2, column \d+: /],
    [
      'a sheet outside of it',
      of({ target: 'file:///etc/passwd', external: true }),
      /sheet "Sales" lies outside of the workbook/,
    ],
    [
      'a sheet above it',
      of({ target: '../../../etc/passwd' }),
      /sheet "Sales" should be its part "etc\/passwd", which is missing/,
    ],
    [
      'a sheet that is not there',
      of({ target: 'worksheets/sheet7.xml' }),
      /sheet "Sales" should be its part "xl\/worksheets\/sheet7.xml"/,
    ],
    ['two sheets of one name', workbookOf({ sheets: [healthy, healthy] }), /two sheets are called "Sales"/],
    ['no sheets', workbookOf({ sheets: [] }), /it lists no sheets/],
  ])('is refused for %s, and says where', async (_, bytes, place) => {
    const message = await refusal(bytes);
    expect(message).toMatch(place);
    expect(message).toMatch(/^The workbook is damaged: .*\. Save it again as \.xlsx, and upload that\.$/);
  });

  it('is refused wherever it is cut off, and never read in part', async () => {
    const whole = workbookOf({ sheets: [healthy] });
    expect((await profileOf(whole)).tables[0]!.rows).toBe(2);
    for (const length of [whole.length - 1, whole.length - 30, whole.length - 400, 1_500]) {
      expect(await refusal(whole.subarray(0, length))).toMatch(/^The workbook is damaged: /);
    }
  });

  it('is refused for bytes that have changed', async () => {
    const data = '<worksheet><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>';
    const parts = (claims: object) => [{ name: SHEET, data, stored: true, claims }];
    expect((await profileOf(workbookOf({ sheets: [healthy], parts: parts({}) }))).tables[0]!.rows).toBe(1);
    expect(await refusal(workbookOf({ sheets: [healthy], parts: parts({ crc: 1 }) }))).toMatch(
      /does not match its checksum/,
    );
  });
});

describe('a workbook that is made to do harm', () => {
  const xml = (data: string) => workbookOf({ sheets: [healthy], parts: [{ name: SHEET, data }] });

  it('may not declare what its XML means', async () => {
    const entities = Array.from({ length: 9 }, (_, nth) => `<!ENTITY a${nth + 1} "${`&a${nth};`.repeat(10)}">`).join(
      '',
    );
    const laughs = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">${entities}]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>`;
    expect(await refusal(xml(laughs))).toBe(
      'The workbook has a document type definition in sheet "Sales", which no workbook needs. Save it again as .xlsx.',
    );
    const outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>';
    expect(await refusal(xml(outside))).toMatch(/document type definition/);
    expect(await refusal(xml('<worksheet><sheetData>&a;</sheetData></worksheet>'))).toMatch(/undefined entity/);
  });

  it.each<[string, string]>([
    ['nests without end', `<worksheet><sheetData>${'<a>'.repeat(100_000)}`],
    ['has a tag without end', `<worksheet ${'a '.repeat(1 << 20)}`],
    ['has a comment without end', `<worksheet><!--${'-a'.repeat(1 << 20)}`],
    ['has a text without end', `<worksheet><sheetData><row r="1"><c r="A1"><v>${'1'.repeat(3 << 20)}`],
    ['is no text', '<worksheet>\ud800\u0000</worksheet>'],
  ])('is refused when its XML %s', async (_, data) => {
    expect(await refusal(xml(data))).toMatch(/sheet "Sales"/);
  });

  it.each<[string, Parameters<typeof zipOf>[0][number]]>([
    ['climb out of it', { name: '../../etc/cron.d/x', data: 'x' }],
    ['begin at the root', { name: '/etc/passwd', data: 'x' }],
    ['come twice', { name: 'XL/WORKBOOK.xml', data: 'x' }],
    ['are of a method that nobody knows', { name: SHEET, data: 'x', claims: { method: 99 } }],
    ['hold more than they say', { name: SHEET, data: '<worksheet/>'.padEnd(5_000), claims: { size: 12 } }],
    ['hold less than they say', { name: SHEET, data: '<worksheet/>', claims: { size: 5_000 } }],
  ])('is refused when its parts %s', async (_, part) => {
    expect(await refusal(workbookOf({ sheets: [healthy], parts: [part] }))).toMatch(/^The workbook is damaged: /);
  });

  it('is refused when a part is encrypted', async () => {
    const part = { name: SHEET, data: 'x', claims: { flags: 0x801 } };
    expect(await refusal(workbookOf({ sheets: [healthy], parts: [part] }))).toBe(
      'The workbook is protected with a password. Save it without one.',
    );
  });

  it('holds what it swells to within limits, whatever it says of itself', async () => {
    const zip: ZipLimits = { ...WORKBOOK_LIMITS.zip, freeBytes: 100_000 };
    const bomb = xml(`<worksheet>${' '.repeat(1_000_000)}</worksheet>`);
    await expect(readWithin(bomb, { zip })).rejects.toThrow(/more than 200 times smaller than it is, in sheet "Sales"/);
    await expect(readWithin(bomb, { zip: { ...zip, mostRatio: 2_000, mostBytes: 500_000 } })).rejects.toThrow(
      /up to sheet "Sales" it holds more than 1 MiB/,
    );
    // Its twin: the same file where there are no such limits.
    await expect(readWithin(bomb, {})).resolves.toBe(0);
  });

  it('is read as one sheet after the other when all of them are the same part, and counted each time', async () => {
    const sheets = ['a', 'b', 'c'].map((name) => ({ ...healthy, name, target: 'worksheets/sheet1.xml' }));
    await expect(readWithin(workbookOf({ sheets }), { mostCells: 18 })).resolves.toBe(9);
    await expect(readWithin(workbookOf({ sheets }), { mostCells: 17 })).rejects.toThrow(
      'The workbook is too large: up to sheet "c", row 3 it has more than 17 cells. Split it, or upload its sheets as CSV.',
    );
  });

  it('has a limit for what a few bytes stand for', async () => {
    const shared = [`<t>${'x'.repeat(30_000)}</t>`];
    const again = Array.from({ length: 50 }, () => [cell('<c t="s"><v>0</v></c>')]);
    const bytes = sheetOf(again, { shared });
    await expect(readWithin(bytes, { mostStagedBytes: 1 << 20 })).rejects.toThrow(
      /sheet "Sheet1", row 35 .* 1 MiB of values/,
    );
    const wide = sheetOf([again.flat()], { shared });
    await expect(readWithin(wide, { longestRow: 1 << 20 })).rejects.toThrow(
      'In sheet "Sheet1", row 1 is longer than 1 MiB.',
    );
    await expect(readWithin(bytes, {})).resolves.toBe(50);
  });

  it('counts the rows that it leaves empty', async () => {
    const bytes = of({
      data: '<row r="1"><c r="A1"><v>1</v></c></row><row r="1000001"><c r="A1000001"><v>1</v></c></row>',
    });
    await expect(readWithin(bytes, { mostCells: 1_000_000 })).rejects.toThrow(
      /row 1000001 it has more than 1000000 cells/,
    );
    await expect(readWithin(bytes, {})).resolves.toBe(1_000_001);
  });

  it.each<[string, Partial<WorkbookLimits>, RegExp]>([
    ['sheets', { mostSheets: 1 }, /more than 1 sheets/],
    ['shared texts', { mostSharedTexts: 2 }, /or 2 of them\. Split it/],
    ['bytes of shared texts', { mostSharedBytes: 5 }, /of different texts/],
    ['parts', { zip: { ...WORKBOOK_LIMITS.zip, mostEntries: 3 } }, /more than 3 parts/],
    ['bytes of names', { zip: { ...WORKBOOK_LIMITS.zip, mostDirectoryBytes: 20 } }, /overlong names/],
    [
      'bytes of styles',
      { zip: { ...WORKBOOK_LIMITS.zip, mostHeldBytes: 100 } },
      /is too large: up to its part "_rels\/\.rels"/,
    ],
    ['characters of a text', { longestText: 3 }, /In sheet "Sales", cell B2 has more than 3 characters/],
    ['characters of a shared text', { longestText: 2 }, /Shared text 3 of the workbook has more than 2 characters/],
  ])('has a limit for its %s', async (_, limits, reason) => {
    const rows = [
      ['id', 'a'],
      [1, 'long'],
    ] as const;
    const bytes = workbookOf({
      sheets: [
        { ...healthy, rows },
        { ...healthy, name: 'Other' },
      ],
      shared: ['<t>a</t>', '<t>b</t>', '<t>ccc</t>'],
    });
    await expect(readWithin(bytes, limits)).rejects.toThrow(reason);
    await expect(readWithin(bytes, {})).resolves.toBe(5);
  });

  it('has a limit for the columns of all its sheets', async () => {
    const bytes = workbookOf({ sheets: [healthy, { ...healthy, name: 'Other' }] });
    const within = (mostColumns: number) =>
      withJobFolder(bytes, (path, workDir) => {
        const format = { format: 'xlsx', mediaType: 'application/octet-stream' } as const;
        const job = { task: 'profile', path, workDir, filename: 'x.xlsx', format } as const;
        return profileWorkbook(job, { ...WORKBOOK_LIMITS, mostColumns });
      });
    await expect(within(3)).rejects.toThrow(
      'Up to sheet "Other" the workbook has more than 3 columns. Split it into several workbooks.',
    );
    expect((await within(4)).profile.tables.length).toBe(2);
  });
});

describe('what is an archive and no workbook', () => {
  it('stays what it is', async () => {
    const holdsOne = zipOf([{ name: 'report.xlsx', data: workbookOf({ sheets: [healthy] }), stored: true }]);
    expect(await withJobFolder(holdsOne, detectFormat)).toEqual({ format: 'binary', mediaType: 'application/zip' });
  });
});
