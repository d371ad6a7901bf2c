import type { Delimiter } from '../detection/file-format.js';

/** The fields of one record, as `csvRecords` counts them: quotes are taken off, what follows a closing one is kept. */
export function csvFields(record: string, delimiter: Delimiter): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let value = '';
    let opening = at;
    while (record[opening] === ' ') opening++;
    if (record[opening] === '"') {
      const closing = closingQuote(record, opening + 1);
      value = record.slice(opening + 1, closing).replaceAll('""', '"');
      at = closing + 1;
    }
    const end = record.indexOf(delimiter, at);
    fields.push(value + record.slice(at, end === -1 ? undefined : end));
    if (end === -1) return fields;
    at = end + 1;
  }
}

/** A row to the letter of RFC 4180, with as many fields as the table has columns; what is blank becomes empty. */
export function strictCsvRow(fields: readonly string[], width: number, delimiter: Delimiter): string {
  const cells = Array.from({ length: width }, (_, index) => strictCell(fields[index] ?? '', delimiter));
  // An empty line would be no row at all.
  return width === 1 && cells[0] === '' ? '""\n' : `${cells.join(delimiter)}\n`;
}

function strictCell(field: string, delimiter: Delimiter): string {
  if (/^ *$/.test(field)) return '';
  return field.includes(delimiter) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function closingQuote(record: string, from: number): number {
  for (let at = record.indexOf('"', from); at !== -1; at = record.indexOf('"', at + 2)) {
    if (record[at + 1] !== '"') return at;
  }
  return record.length;
}
