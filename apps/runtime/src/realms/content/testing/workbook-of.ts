import { zipOf, type ZipEntry } from './zip-of.js';

/** A value as it is written into a cell: a text, a number, a truth, nothing, or XML as it stands. */
export type Cell = string | number | boolean | null | { xml: string } | { number: number; style: number };

export interface SheetContent {
  name: string;
  rows?: readonly (readonly Cell[])[];
  /** XML instead of rows, all that is within `sheetData`. */
  data?: string;
  /** XML behind the rows. */
  after?: string;
  state?: 'hidden' | 'veryHidden';
  kind?: 'worksheet' | 'chartsheet';
  /** The target of its relationship, as it stands there. */
  target?: string;
  external?: boolean;
}

export interface WorkbookContent {
  sheets: readonly SheetContent[];
  /** XML of each shared text, all that is within `si`. */
  shared?: readonly string[];
  /** Codes of the number formats of styles 1 and on; a number is one that is built in. */
  formats?: readonly (string | number)[];
  date1904?: boolean;
  /** Parts to add, or to put in the place of those of the same name. */
  parts?: readonly ZipEntry[];
  zip64?: boolean;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The bytes of an .xlsx file, its parts in the order in which Excel writes them. */
export function workbookOf(content: WorkbookContent): Buffer {
  const { sheets, shared, formats = [], date1904 = false, parts = [], zip64 = false } = content;
  const own: ZipEntry[] = [
    { name: '[Content_Types].xml', data: contentTypes(sheets.length) },
    { name: '_rels/.rels', data: relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    { name: 'xl/workbook.xml', data: list(sheets, date1904) },
    { name: 'xl/_rels/workbook.xml.rels', data: references(sheets, shared !== undefined) },
    ...sheets.map((sheet, nth) => ({ name: `xl/worksheets/sheet${nth + 1}.xml`, data: sheetXml(sheet) })),
    { name: 'xl/styles.xml', data: styles(formats) },
    ...(shared === undefined ? [] : [{ name: 'xl/sharedStrings.xml', data: sharedTexts(shared) }]),
  ];
  const replaced = new Set(parts.map(({ name }) => name));
  return zipOf([...own.filter(({ name }) => !replaced.has(name)), ...parts], { zip64 });
}

/** One sheet of these rows. */
export function sheetOf(rows: readonly (readonly Cell[])[], content: Partial<WorkbookContent> = {}): Buffer {
  return workbookOf({ sheets: [{ name: 'Sheet1', rows }], ...content });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function contentTypes(sheets: number): string {
  const types = Array.from(
    { length: sheets },
    (_, nth) =>
      `<Override PartName="/xl/worksheets/sheet${nth + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
  );
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${types.join('')}</Types>`;
}

function relationships(
  all: readonly (readonly [id: string, type: string, target: string, external?: boolean])[],
): string {
  const each = all.map(
    ([id, type, target, external]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${escaped(target)}"${external ? ' TargetMode="External"' : ''}/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

function references(sheets: readonly SheetContent[], hasShared: boolean): string {
  return relationships([
    ...sheets.map(
      ({ kind = 'worksheet', target, external = false }, nth) =>
        [`rId${nth + 1}`, kind, target ?? `worksheets/sheet${nth + 1}.xml`, external] as const,
    ),
    ['rIdS', 'styles', 'styles.xml'],
    ...(hasShared ? ([['rIdT', 'sharedStrings', '/xl/sharedStrings.xml']] as const) : []),
  ]);
}

function list(sheets: readonly SheetContent[], date1904: boolean): string {
  const each = sheets.map(
    ({ name, state }, nth) =>
      `<sheet name="${escaped(name)}" sheetId="${nth + 1}"${state ? ` state="${state}"` : ''} r:id="rId${nth + 1}"/>`,
  );
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${each.join('')}</sheets></workbook>`;
}

function styles(formats: readonly (string | number)[]): string {
  const own = formats.flatMap((code, nth) =>
    typeof code === 'string' ? [`<numFmt numFmtId="${164 + nth}" formatCode="${escaped(code)}"/>`] : [],
  );
  const xfs = [
    '<xf numFmtId="0"/>',
    ...formats.map((code, nth) => `<xf numFmtId="${typeof code === 'number' ? code : 164 + nth}"/>`),
  ];
  return `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts>${own.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs.join('')}</cellXfs></styleSheet>`;
}

function sharedTexts(shared: readonly string[]): string {
  return `${HEAD}<sst xmlns="${MAIN}">${shared.map((each) => `<si>${each}</si>`).join('')}</sst>`;
}

function sheetXml({ rows = [], data, after = '' }: SheetContent): string {
  const all = rows.map((cells, row) =>
    cells.length === 0
      ? ''
      : `<row r="${row + 1}">${cells.map((cell, column) => cellXml(cell, column, row)).join('')}</row>`,
  );
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${data ?? all.join('')}</sheetData>${after}</worksheet>`;
}

function cellXml(cell: Cell, column: number, row: number): string {
  const place = `r="${lettersOf(column)}${row + 1}"`;
  if (cell === null) return '';
  if (typeof cell === 'string')
    return `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  if (typeof cell === 'number') return `<c ${place}><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c ${place} t="b"><v>${cell ? 1 : 0}</v></c>`;
  return 'xml' in cell
    ? cell.xml.replace('<c', `<c ${place}`)
    : `<c ${place} s="${cell.style}"><v>${cell.number}</v></c>`;
}

function lettersOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : lettersOf(Math.floor(column / 26) - 1) + last;
}
