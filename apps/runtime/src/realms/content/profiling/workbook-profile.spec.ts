import { describe, expect, it } from '@jest/globals';
import type { TableProfile } from '@app/intent-contracts';
import { profileOf } from '../testing/profile-of.js';
import { sheetOf, workbookOf, type Cell, type WorkbookContent } from '../testing/workbook-of.js';

async function sheet(rows: readonly (readonly Cell[])[], content: Partial<WorkbookContent> = {}) {
  const { tables, warnings } = await profileOf(sheetOf(rows, content));
  return { table: tables[0]!, warnings };
}

const shapeOf = ({ columns }: TableProfile) => columns.map(({ name, type }) => [name, type]);

const at = (number: number, style = 1): Cell => ({ number, style });
const xml = (text: string): Cell => ({ xml: text });

describe('the profile of a workbook', () => {
  it('has a table for every sheet by its name and in its place, hidden ones as well', async () => {
    const { kind, tables, warnings } = await profileOf(
      workbookOf({
        sheets: [
          {
            name: 'Sales & more',
            rows: [
              ['id', 'amount'],
              [1, 3.5],
              [2, 4.25],
            ],
          },
          {
            name: 'Größen',
            rows: [
              ['code', 'size'],
              ['a', 1],
              ['b', 2],
              ['c', 3],
            ],
            state: 'hidden',
          },
          { name: '2024', rows: [['x'], [true]], state: 'veryHidden' },
        ],
      }),
    );
    expect([kind, warnings]).toEqual(['table', []]);
    expect(
      tables.map(({ name, rows, header, columns }) => [name, rows, header, columns.map((each) => each.name)]),
    ).toEqual([
      ['Sales & more', 2, true, ['id', 'amount']],
      ['Größen', 3, true, ['code', 'size']],
      ['2024', 1, true, ['x']],
    ]);
  });

  it('keeps texts texts and numbers numbers: leading zeros stay', async () => {
    const { table } = await sheet([
      ['zip', 'amount', 'ok', 'mixed'],
      ['00123', 1, true, 1],
      ['04567', 2.5, false, 'x'],
    ]);
    expect(shapeOf(table)).toEqual([
      ['zip', 'text'],
      ['amount', 'number'],
      ['ok', 'boolean'],
      ['mixed', 'text'],
    ]);
    expect(table.columns[0]).toMatchObject({ min: '00123', max: '04567', examples: ['00123', '04567'] });
  });

  it('joins the runs of a text, leaves out how it is pronounced, and reads what XML cannot hold', async () => {
    const shared = [
      '<t>name</t>',
      '<r><rPr><b/></rPr><t>To</t></r><r><t xml:space="preserve">kyo </t></r><rPh sb="0" eb="2"><t>TOKYO</t></rPh>',
      '<t>a_x0007_b _x005F_x0041_ &amp;#10; 😀</t>',
      '<t/>',
    ];
    const of = (nth: number) => xml(`<c t="s"><v>${nth}</v></c>`);
    const { table } = await sheet([[of(0)], [of(1)], [of(2)], [of(3)], [of(1)]], { shared });
    expect(table.rows).toBe(4);
    expect(table.columns[0]).toMatchObject({
      name: 'name',
      nulls: 1,
      distinct: 2,
      examples: ['Tokyo ', 'a\u0007b _x0041_ &#10; 😀'],
    });
  });

  it('takes the values that formulas had when they were last calculated', async () => {
    const { table, warnings } = await sheet([
      ['n', 't', 'b', 'nothing'],
      [
        xml('<c><f>1+1</f><v>2</v></c>'),
        xml('<c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'),
        xml('<c t="b"><f>TRUE</f><v>1</v></c>'),
        xml('<c t="str"><f>""</f><v></v></c>'),
      ],
    ]);
    expect(table.columns.map(({ examples }) => examples)).toEqual([[2], ['ab'], [true], []]);
    expect(warnings).toEqual([]);
  });

  it('has null for a formula that was never calculated, and says where', async () => {
    const never = [xml('<c><f>A1</f></c>'), xml('<c><f>A1</f><v/></c>')];
    const { table, warnings } = await sheet([
      ['id', 'a', 'b'],
      [1, ...never],
      [2, null, 7],
    ]);
    expect(table.columns.map(({ nulls }) => nulls)).toEqual([0, 2, 1]);
    expect(warnings).toEqual([
      {
        code: 'FORMULAS_NOT_CALCULATED',
        detail:
          '2 cells have formulas that were never calculated, the first is B2; they are null. ' +
          'Open the workbook in a spreadsheet program and save it to have their values.',
        row: 1,
        table: 'Sheet1',
      },
    ]);
  });

  it('has null for an error, counts them and names the first', async () => {
    const error = (text: string) => xml(`<c t="e"><f>1/0</f><v>${text}</v></c>`);
    const { table, warnings } = await sheet([
      ['id', 'rate'],
      [1, 0.5],
      [2, error('#DIV/0!')],
      [3, error('#N/A')],
    ]);
    expect(table.columns[1]).toMatchObject({ type: 'number', nulls: 2, max: 0.5 });
    expect(warnings).toEqual([
      {
        code: 'CELL_ERRORS',
        detail: '2 cells show errors, the first #DIV/0! in B3; they are null.',
        row: 2,
        table: 'Sheet1',
      },
    ]);
  });

  it('has the value of merged cells in the first of them, and says so', async () => {
    const merged = {
      name: 'S',
      rows: [
        ['region', 'sum'],
        ['north', 1],
        [null, 2],
        ['south', 3],
      ],
      after: '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
    };
    const { tables, warnings } = await profileOf(workbookOf({ sheets: [merged] }));
    expect(tables[0]!.columns[0]).toMatchObject({ nulls: 1, distinct: 2 });
    expect(warnings.map(({ code }) => code)).toEqual(['CELLS_MERGED']);
  });

  it('begins where the values do, and ends where they do', async () => {
    const { table } = await sheet([
      [],
      [null, '', '  '],
      [null, null, 'id', 'name'],
      [null, null, 1, 'Ann'],
      [null, null, 2],
      [],
      [null, null, 3, 'Cy', null],
      [null, null, ' '],
      [],
    ]);
    expect([table.rows, shapeOf(table)]).toEqual([
      4,
      [
        ['id', 'integer'],
        ['name', 'text'],
      ],
    ]);
    expect(table.columns.map(({ nulls }) => nulls)).toEqual([1, 2]);
  });

  it('has as many columns as the widest row', async () => {
    const { table } = await sheet([['id', 'name'], [1, 'Ann', 'x'], [2], [3, null, null, true]]);
    expect(shapeOf(table)).toEqual([
      ['id', 'integer'],
      ['name', 'text'],
      ['column_3', 'text'],
      ['column_4', 'boolean'],
    ]);
  });

  it('takes a first row of values for data, and says of words alone that it guessed', async () => {
    const data = await sheet([
      [1, 'Ann'],
      [2, 'Bo'],
    ]);
    expect([data.table.header, data.table.rows, data.warnings]).toEqual([false, 2, []]);
    const words = await sheet([
      ['Ann', 'Bo'],
      ['Cy', 'Di'],
    ]);
    expect(words.warnings).toMatchObject([{ code: 'HEADER_ASSUMED', table: 'Sheet1' }]);
  });

  it('knows a header above more rows than are looked at to find it', async () => {
    const { table } = await sheet([['id'], ...Array.from({ length: 2500 }, (_, nth) => [nth])]);
    expect([table.header, table.rows]).toEqual([true, 2500]);
    expect(table.columns[0]).toMatchObject({ name: 'id', min: 0, max: 2499, nulls: 0 });
  });

  it('gives a number to names that come twice', async () => {
    const { table, warnings } = await sheet([
      ['a', 'a', null],
      [1, 2, 3],
    ]);
    expect(shapeOf(table).map(([name]) => name)).toEqual(['a', 'a_2', 'column_3']);
    expect(warnings.map(({ code }) => code)).toEqual(['DUPLICATE_COLUMN_NAME']);
  });

  it('has a table without rows and columns of an empty sheet, and leaves charts out', async () => {
    const { tables, warnings } = await profileOf(
      workbookOf({
        sheets: [{ name: 'Chart', kind: 'chartsheet' }, { name: 'Blank' }, { name: 'Data', rows: [['id'], [1]] }],
      }),
    );
    expect(tables.map(({ name, rows, columns }) => [name, rows, columns.length])).toEqual([
      ['Blank', 0, 0],
      ['Data', 1, 1],
    ]);
    expect(warnings).toEqual([
      { code: 'SHEET_LEFT_OUT', detail: 'Sheet "Chart" is a chart or a form and has no cells.' },
      { code: 'EMPTY_SHEET', detail: 'The sheet has no values.', table: 'Blank' },
    ]);
  });

  it('takes a header alone for a table without rows', async () => {
    const { table } = await sheet([['id', 'name']]);
    expect([table.rows, table.columns.map(({ name }) => name)]).toEqual([0, ['id', 'name']]);
  });

  it('reads the first thousand columns and says that there are more', async () => {
    const wide = Array.from({ length: 1003 }, (_, nth) => nth);
    const { table, warnings } = await sheet([wide.map((nth) => `name ${nth}`), wide]);
    expect([table.columns.length, table.columns[999]!.max]).toEqual([1000, 999]);
    expect(warnings).toMatchObject([{ code: 'COLUMNS_LEFT_OUT' }]);
  });

  it('reads cells and rows that do not say where they are', async () => {
    const data =
      '<row><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><t>n</t></is></c></row><row><c><v>1</v></c><c><v>2</v></c></row>';
    const { tables } = await profileOf(workbookOf({ sheets: [{ name: 'S', data }] }));
    expect(tables[0]).toMatchObject({
      rows: 1,
      columns: [
        { name: 'id', max: 1 },
        { name: 'n', max: 2 },
      ],
    });
  });

  it('reads an archive that is written for more than 4 GiB, and names that begin with a folder', async () => {
    const { tables } = await profileOf(
      workbookOf({ sheets: [{ name: 'S', rows: [['id'], [1]], target: '/xl/worksheets/sheet1.xml' }], zip64: true }),
    );
    expect(tables[0]).toMatchObject({ name: 'S', rows: 1 });
  });

  it('reads elements whose names have a prefix', async () => {
    const prefixed =
      '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    const { table } = await sheet([], { parts: [{ name: 'xl/worksheets/sheet1.xml', data: prefixed }] });
    expect(table.columns[0]).toMatchObject({ type: 'integer', max: 7 });
  });
});

describe('numbers of a workbook', () => {
  it.each([
    ['2.7000000000000002', 2.7, 'number'],
    ['0.30000000000000004', 0.30000000000000004, 'number'],
    ['1.0', 1, 'integer'],
    ['1E+2', 100, 'integer'],
    ['-0', 0, 'integer'],
    ['1e300', 1e300, 'number'],
    ['9007199254740993', '9007199254740993', 'integer'],
  ])('reads %s as %j', async (written, value, type) => {
    const { table } = await sheet([['v'], [xml(`<c><v>${written}</v></c>`)]]);
    expect(table.columns[0]).toMatchObject({ type, max: value });
  });

  it.each<[string, string | number, string]>([
    ['a percentage', '0.0%', 'percentage'],
    ['a built-in percentage', 10, 'percentage'],
    ['euros', '#,##0.00\\ [$€-407]', 'money'],
    ['dollars or what is owed in red', '"$"#,##0.00;[Red]\\-"$"#,##0.00', 'money'],
    ['a currency by its code', '#,##0.00\\ "CHF"', 'money'],
    ['a built-in amount of money', 44, 'money'],
    ['a number with a language', '[$-409]#,##0', 'number'],
    ['a number with a percent sign that is only shown', '0.0"% of all"', 'number'],
    ['a plain number', '0.00', 'number'],
  ])('shown as %s say so', async (_, format, meaning) => {
    const { table } = await sheet([['v'], [at(0.25)], [at(0.5)]], { formats: [format] });
    expect(table.columns[0]).toMatchObject({ type: 'number', semantic_type: meaning, max: 0.5 });
  });

  it('are no percentages if some of them are not', async () => {
    const { table } = await sheet([['v'], [at(0.25)], [0.5]], { formats: ['0%'] });
    expect(table.columns[0]!.semantic_type).toBe('number');
  });
});

describe('dates of a workbook', () => {
  it.each<[string, string | number, number, string, string]>([
    ['a day', 'yyyy\\-mm\\-dd', 45_351, 'date', '2024-02-29'],
    ['a built-in day', 14, 45_351, 'date', '2024-02-29'],
    ['a month', 'mmm\\ yy', 45_351, 'date', '2024-02-29'],
    ['a day with a time that is not shown', 14, 45_351.5, 'timestamp', '2024-02-29T12:00:00'],
    ['a day and a time', 'dd/mm/yyyy hh:mm:ss', 45_351.520833333336, 'timestamp', '2024-02-29T12:30:00'],
    ['a time', 'h:mm AM/PM', 0.75, 'time', '18:00:00'],
    ['a time in thousandths', 'mm:ss.000', 0.000011574074, 'time', '00:00:01'],
    ['hours that have passed', '[h]:mm', 0.5, 'time', '12:00:00'],
    ['a day in words of a language', '[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', 1, 'date', '1900-01-01'],
  ])('reads %s', async (_, format, serial, type, value) => {
    const { table } = await sheet([['v'], [at(serial)]], { formats: [format] });
    expect(table.columns[0]).toMatchObject({ type, semantic_type: 'datetime', max: value });
  });

  it.each<[string, string]>([
    ['seconds in quotes', '0.0" seconds"'],
    ['red numbers', '[Red]0.00'],
    ['an exponent', '0.00E+00'],
    ['no format of its own', 'General'],
  ])('takes numbers with %s for numbers', async (_, format) => {
    const { table } = await sheet([['v'], [at(1.5)]], { formats: [format] });
    expect(table.columns[0]).toMatchObject({ type: 'number', max: 1.5 });
  });

  it('counts days as Lotus did, for which 1900 was a leap year', async () => {
    const days = await Promise.all(
      [59, 60, 61].map(async (serial) => (await sheet([['v'], [at(serial)]], { formats: [14] })).table.columns[0]!),
    );
    expect(days.map(({ type, max }) => [type, max])).toEqual([
      ['date', '1900-02-28'],
      // A day that never was is no date.
      ['text', '1900-02-29'],
      ['date', '1900-03-01'],
    ]);
  });

  it('counts from 1904 where the workbook says so', async () => {
    const from = async (date1904: boolean) =>
      (await sheet([['v'], [at(0)], [at(43_889)]], { formats: [14], date1904 })).table.columns[0]!;
    expect(await from(true)).toMatchObject({ type: 'date', min: '1904-01-01', max: '2024-02-29' });
    // Its twin: the same numbers are other days.
    expect((await from(false)).max).toBe('2020-02-28');
  });

  it('leaves what is no date a number', async () => {
    const { table } = await sheet([['v'], [at(-1)]], { formats: [14] });
    expect(table.columns[0]).toMatchObject({ type: 'integer', max: -1 });
  });

  it('reads dates that are written as such', async () => {
    const { table } = await sheet([['v'], [xml('<c t="d"><v>2024-02-29T10:00:00</v></c>')]]);
    expect(table.columns[0]).toMatchObject({ type: 'timestamp', max: '2024-02-29T10:00:00' });
  });
});
