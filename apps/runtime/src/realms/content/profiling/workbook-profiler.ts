import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProfileWarning, TableProfile } from '@app/intent-contracts';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { readSheet } from '../reading/xlsx/sheet-rows.js';
import { Workbook } from '../reading/xlsx/workbook.js';
import { WORKBOOK_LIMITS, type WorkbookLimits } from '../reading/xlsx/workbook-limits.js';
import { columnNames } from './column-names.js';
import { storable } from './excerpt.js';
import { copyIn, inSandbox } from './job-sandbox.js';
import type { Profiled, ProfileJob } from './profiler-job.js';
import type { SheetReading } from './reading.js';
import { sheetsLeftOut, sheetWarnings } from './sheet-warnings.js';
import { dropStaged, stageJson } from './staged-table.js';
import { writeSheet, type StagedSheet } from './staged-sheet.js';
import { profileTable } from './table-profiler.js';

interface ProfiledSheet {
  table: TableProfile;
  reading: SheetReading;
  warnings: ProfileWarning[];
  copy: string | null;
}

/**
 * Makes a table of every sheet of a workbook. A sheet is written as rows of JSON, which keep texts and numbers apart,
 * and staged from there.
 * Throws `FileUnreadable`, with the sheet and the cell where there is one, for what is damaged or too large.
 */
export async function profileWorkbook(job: ProfileJob, limits: WorkbookLimits = WORKBOOK_LIMITS): Promise<Profiled> {
  const workbook = await Workbook.open(job.path, limits);
  try {
    const sheets: ProfiledSheet[] = [];
    const spent = { cells: 0, bytes: 0 };
    let columns = 0;
    for (const [index, sheet] of workbook.sheets.entries()) {
      const path = join(job.workDir, 'sheet.json');
      const open = readSheet(workbook, sheet, spent);
      const staged = await writeSheet(open, path);
      columns += staged.right - staged.left;
      refuseTooManyColumns(columns, sheet.name, limits);
      const profiled = await profileSheet(job, { name: storable(sheet.name), path, staged, nth: index + 1 });
      const warnings = [...sheetWarnings(staged, open.parser), ...profiled.warnings];
      sheets.push({ ...profiled, warnings: inTable(profiled.table.name, warnings) });
      await rm(path);
    }
    return {
      profile: {
        kind: 'table',
        tables: sheets.map(({ table }) => table),
        warnings: [...sheetsLeftOut(workbook.leftOut), ...sheets.flatMap(({ warnings }) => warnings)],
      },
      reading: { format: 'xlsx', tables: sheets.map(({ reading }) => reading) },
      copies: sheets.map(({ copy }) => copy),
    };
  } finally {
    workbook.close();
  }
}

async function profileSheet(
  job: ProfileJob,
  { name, path, staged, nth }: { name: string; path: string; staged: StagedSheet; nth: number },
): Promise<ProfiledSheet> {
  const { header, left, right, rows, meanings } = staged;
  const names = columnNames(staged.names, right - left);
  const keys = names.map((_, index) => String(left + index));
  const { table, types, warnings, copy } = await inSandbox(path, job, names.length, async (sandbox) => {
    if (names.length > 0) await stageJson(sandbox, { path, inArray: false, keys });
    const source = { source: 'json', names, rows, shownAs: meanings, copyTo: copyIn(job, nth) } as const;
    const profiled = await profileTable(sandbox, source);
    await dropStaged(sandbox);
    return profiled;
  });
  return { table: { name, ...table, header }, reading: { header, left, names, types }, warnings, copy };
}

function refuseTooManyColumns(columns: number, sheet: string, { mostColumns }: WorkbookLimits): void {
  if (columns <= mostColumns) return;
  throw new FileUnreadable(
    `Up to sheet "${sheet}" the workbook has more than ${mostColumns} columns. Split it into several workbooks.`,
  );
}

function inTable(table: string, warnings: ProfileWarning[]): ProfileWarning[] {
  return warnings.map((warning) => ({ ...warning, table }));
}
