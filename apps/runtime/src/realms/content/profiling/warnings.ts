import type { ProfileWarning } from '@app/intent-contracts';
import { MOST_COLUMNS, type CsvLayout, type RaggedRows } from '../reading/csv-layout.js';
import type { CsvFormat } from '../detection/file-format.js';
import { excerpt } from './excerpt.js';

/** What the owner of a delimited file may want to mend, seen from how it is built. */
export function csvWarnings(layout: CsvLayout, { header, headerAssumed }: CsvFormat): ProfileWarning[] {
  const { width, tooShort, tooLong, names = [] } = layout;
  return [
    ...raggedRows('ROWS_TOO_SHORT', tooShort, `fewer fields than the ${width} columns; what is missing is null`),
    ...raggedRows('ROWS_TOO_LONG', tooLong, `more fields than the ${width} columns; what is beyond is left out`),
    ...(headerAssumed ? [headerWarning(header)] : []),
    ...duplicateNames(names),
    ...tooManyColumns(width),
  ];
}

export function tooManyColumns(width: number): ProfileWarning[] {
  if (width <= MOST_COLUMNS) return [];
  const detail = `The table has ${width} columns or more; the first ${MOST_COLUMNS} are profiled.`;
  return [{ code: 'COLUMNS_LEFT_OUT', detail }];
}

export function encodingGuessed(): ProfileWarning {
  const detail = 'The text is not UTF-8 and was read as windows-1252. Save it as UTF-8 if letters look wrong.';
  return { code: 'ENCODING_GUESSED', detail };
}

export function headerWarning(header: boolean): ProfileWarning {
  const detail = header
    ? 'The first row was taken for the names of the columns, though nothing in it tells it from data.'
    : 'The first row was taken for data, though it could be the names of the columns.';
  return { code: 'HEADER_ASSUMED', detail };
}

function raggedRows(code: string, { count, rows }: RaggedRows, what: string): ProfileWarning[] {
  const [row] = rows;
  if (row === undefined) return [];
  const others = count - rows.length;
  const list = others > 0 ? `${rows.join(', ')} and ${others} more` : rows.join(', ').replace(/, (\d+)$/, ' and $1');
  const [noun, verb] = count === 1 ? ['Row', 'has'] : ['Rows', 'have'];
  return [{ code, detail: `${noun} ${list} ${verb} ${what}.`, row }];
}

export function duplicateNames(names: readonly string[]): ProfileWarning[] {
  const trimmed = names.map((name) => name.trim()).filter((name) => name !== '');
  const repeated = [...new Set(trimmed.filter((name, index) => trimmed.indexOf(name) !== index))];
  return repeated.map((name) => ({
    code: 'DUPLICATE_COLUMN_NAME',
    detail: `Several columns are called "${excerpt(name)}"; all but the first have a number added to their name.`,
    column: excerpt(name),
  }));
}
