import type { ProfileWarning } from '@app/intent-contracts';
import type { SheetParser, Unknown } from '../reading/xlsx/sheet-parser.js';
import { excerpt } from './excerpt.js';
import type { WrittenSheet } from './staged-sheet.js';
import { duplicateNames, headerWarning, tooManyColumns } from './warnings.js';

/** What the owner of a workbook may want to mend in one of its sheets, seen from how it is built. */
export function sheetWarnings(sheet: WrittenSheet, parser: SheetParser): ProfileWarning[] {
  const { header, certain, names, width } = sheet;
  return [
    ...(parser.rows === 0 ? [{ code: 'EMPTY_SHEET', detail: 'The sheet has no values.' }] : []),
    ...errorsIn(parser.errors, header),
    ...withoutValues(parser.uncalculated, header),
    ...mergedCells(parser.merged),
    ...(certain ? [] : [headerWarning(header)]),
    ...duplicateNames(names),
    ...tooManyColumns(width),
  ];
}

/** Sheets that are no tables. */
export function sheetsLeftOut(names: readonly string[]): ProfileWarning[] {
  return names.map((name) => ({
    code: 'SHEET_LEFT_OUT',
    detail: `Sheet "${excerpt(name)}" is a chart or a form and has no cells.`,
  }));
}

function errorsIn({ count, first }: Unknown, header: boolean): ProfileWarning[] {
  if (first === undefined) return [];
  const detail =
    count === 1
      ? `Cell ${first.cell} shows an error, ${first.shows}; it is null.`
      : `${count} cells show errors, the first ${first.shows} in ${first.cell}; they are null.`;
  return [{ code: 'CELL_ERRORS', detail, ...rowOf(first.row, header) }];
}

function withoutValues({ count, first }: Unknown, header: boolean): ProfileWarning[] {
  if (first === undefined) return [];
  const what =
    count === 1
      ? `Cell ${first.cell} has a formula that was never calculated; it is null.`
      : `${count} cells have formulas that were never calculated, the first is ${first.cell}; they are null.`;
  const detail = `${what} Open the workbook in a spreadsheet program and save it to have their values.`;
  return [{ code: 'FORMULAS_NOT_CALCULATED', detail, ...rowOf(first.row, header) }];
}

function mergedCells(count: number): ProfileWarning[] {
  if (count === 0) return [];
  const what = count === 1 ? 'Cells were merged once' : `Cells were merged ${count} times`;
  return [{ code: 'CELLS_MERGED', detail: `${what}. Of merged cells the first has the value, the others are null.` }];
}

/** Rows are counted from 1 below the header. */
function rowOf(index: number, header: boolean): Pick<ProfileWarning, 'row'> {
  const row = index + (header ? 0 : 1);
  return row > 0 ? { row } : {};
}
