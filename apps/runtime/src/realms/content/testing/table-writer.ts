import { gzipSync } from 'node:zlib';
import type { GeneratedColumn } from './generated-table.js';
import { parquetOf } from './parquet-of.js';

/** How a table is written down. None of this shares code with what reads it. */
export interface CsvStyle {
  delimiter: ',' | ';' | '\t' | '|';
  header: boolean;
  lineBreak: '\n' | '\r\n';
  endsWithBreak: boolean;
  quotesEverything: boolean;
  decimal: '.' | ',';
  /** Between thousands, where the decimal sign is the other one. */
  grouped: boolean;
}

export interface JsonStyle {
  layout: 'array' | 'indented' | 'lines';
  /** Whether a null may be a member that is not there. */
  omitsNulls: boolean;
}

export type WrittenEncoding =
  'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16le-bom' | 'utf-16be' | 'utf-16be-bom' | 'windows-1252';

export function csvText(columns: readonly GeneratedColumn[], style: CsvStyle): string {
  const rows = columns[0]!.cells.map((_, row) =>
    columns.map(({ cells, type }) => {
      const cell = cells[row];
      if (!cell) return '';
      return type === 'number' ? number(cell.text, style) : field(cell.text, style);
    }),
  );
  const header = columns.map(({ name }) => field(name, style));
  const lines = (style.header ? [header, ...rows] : rows).map((fields) => fields.join(style.delimiter));
  return lines.join(style.lineBreak) + (style.endsWithBreak ? style.lineBreak : '');
}

/**
 * Below a header a delimiter that is not the file's may stand without quotes. Where there is none, a text that has one
 * in every row would make two files of one: then it is quoted.
 */
function field(text: string, { delimiter, header, quotesEverything }: CsvStyle): string {
  const special = header ? [delimiter, '"', '\n', '\r'] : [',', ';', '\t', '|', '"', '\n', '\r'];
  const quoted = quotesEverything || special.some((each) => text.includes(each));
  return quoted ? '"' + text.split('"').join('""') + '"' : text;
}

function number(text: string, style: CsvStyle): string {
  const written = decimal(text, style);
  return written.includes(style.delimiter) || style.quotesEverything ? `"${written}"` : written;
}

function decimal(text: string, style: CsvStyle): string {
  const [whole = '', fraction = ''] = text.split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  let digits = sign ? whole.slice(1) : whole;
  let groups = '';
  while (style.grouped && digits.length > 3) {
    groups = (style.decimal === ',' ? '.' : ',') + digits.slice(-3) + groups;
    digits = digits.slice(0, -3);
  }
  return sign + digits + groups + style.decimal + fraction;
}

export function jsonText(columns: readonly GeneratedColumn[], { layout, omitsNulls }: JsonStyle): string {
  const rows = columns[0]!.cells.map((_, row) => {
    const members = columns.flatMap(({ name, cells, type }) => {
      const cell = cells[row];
      // The first row shows all members, in their order.
      if (!cell) return omitsNulls && row > 0 ? [] : [`${JSON.stringify(name)}: null`];
      const literal = ['integer', 'number', 'boolean', 'json'].includes(type);
      return [`${JSON.stringify(name)}: ${literal ? cell.text : JSON.stringify(cell.text)}`];
    });
    return layout === 'indented' ? `{\n  ${members.join(',\n  ')}\n}` : `{${members.join(',')}}`;
  });
  return layout === 'lines' ? rows.join('\n') + '\n' : `[${rows.join(layout === 'indented' ? ',\n' : ',')}]`;
}

/** DuckDB's own writer, from SQL that spells out every value. */
export async function parquetBytes(columns: readonly GeneratedColumn[], rowGroupSize: number): Promise<Buffer> {
  const ids = columns.map(({ name }) => `"${name}"`);
  const rows = columns[0]!.cells.map((_, row) => {
    const values = columns.map(({ cells, sqlType }) => {
      const text = cells[row]?.text;
      return text === undefined ? `NULL::${sqlType}` : `'${text.split("'").join("''")}'::${sqlType}`;
    });
    return `(${values.join(', ')})`;
  });
  return parquetOf(
    `SELECT * FROM (VALUES ${rows.join(', ')}) t(${ids.join(', ')})`,
    `, ROW_GROUP_SIZE ${rowGroupSize}`,
  );
}

const WINDOWS_1252: Record<string, number> = { '€': 0x80 };

export function encoded(text: string, encoding: WrittenEncoding): Buffer {
  if (encoding === 'windows-1252')
    return Buffer.from(Array.from(text, (letter) => WINDOWS_1252[letter] ?? letter.charCodeAt(0)));
  const marked = encoding.endsWith('-bom') ? `\ufeff${text}` : text;
  if (encoding.startsWith('utf-8')) return Buffer.from(marked, 'utf8');
  const bytes = Buffer.from(marked, 'utf16le');
  return encoding.startsWith('utf-16be') ? bytes.swap16() : bytes;
}

export function compressed(bytes: Buffer, gzip: 'none' | 'one member' | 'two members'): Buffer {
  if (gzip === 'none') return bytes;
  const middle = gzip === 'two members' ? bytes.length >> 1 : bytes.length;
  const parts = [bytes.subarray(0, middle), bytes.subarray(middle)].filter((part) => part.length > 0);
  return Buffer.concat(parts.map((part) => gzipSync(part)));
}
