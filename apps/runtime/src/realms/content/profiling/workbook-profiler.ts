import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProfileWarning, TableProfile } from '@app/intent-contracts';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { readSheet } from '../reading/xlsx/sheet-rows.js';
import { WORKBOOK_LIMITS, type WorkbookLimits } from '../reading/xlsx/workbook-limits.js';
import { Workbook } from '../reading/xlsx/workbook.js';
import { columnNames } from './column-names.js';
import { storable } from './excerpt.js';
import { copyIn, inSandbox } from './job-sandbox.js';
import type { Profiled, ProfileJob } from './profiler-job.js';
import type { SheetReading } from './reading.js';
import { sheetsLeftOut, sheetWarnings } from './sheet-warnings.js';
import { stageSheet, writeSheet, type WrittenSheet } from './staged-sheet.js';
import { dropStaged } from './staged-table.js';
import { profileTable } from './table-profiler.js';

interface NamedSheet extends WrittenSheet {
  name: string;
  warnings: ProfileWarning[];
}

interface ProfiledSheet {
  table: TableProfile;
  reading: SheetReading;
  warnings: ProfileWarning[];
  copy: string | null;
}

/**
 * Makes a table of every sheet of a workbook. All of them are written out first and profiled then, so that the texts
 * that they share are not in memory beside DuckDB, and that damage is found before anything is counted.
 * Throws `FileUnreadable`, with the sheet and the cell where there is one, for what is damaged or too large.
 */
export async function profileWorkbook(job: ProfileJob, limits: WorkbookLimits = WORKBOOK_LIMITS): Promise<Profiled> {
  const { written, leftOut } = await writeSheets(job, limits);
  const sheets: ProfiledSheet[] = [];
  for (const [index, sheet] of written.entries()) {
    sheets.push(await profileSheet(job, sheet, index + 1));
    await rm(sheet.path);
  }
  return {
    profile: {
      kind: 'table',
      tables: sheets.map(({ table }) => table),
      warnings: [...sheetsLeftOut(leftOut), ...sheets.flatMap(({ warnings }) => warnings)],
    },
    reading: { format: 'xlsx', tables: sheets.map(({ reading }) => reading) },
    copies: sheets.map(({ copy }) => copy),
  };
}

async function writeSheets(
  { path, workDir }: ProfileJob,
  limits: WorkbookLimits,
): Promise<{ written: NamedSheet[]; leftOut: readonly string[] }> {
  const workbook = await Workbook.open(path, limits);
  try {
    const written: NamedSheet[] = [];
    const spent = { cells: 0, bytes: 0 };
    let columns = 0;
    for (const [index, { name, part }] of workbook.sheets.entries()) {
      const open = readSheet(workbook, { name, part }, spent);
      const sheet = await writeSheet(open, join(workDir, `sheet_${index + 1}.tsv`));
      columns += sheet.right - sheet.left;
      refuseTooManyColumns(columns, name, limits);
      written.push({ ...sheet, name: storable(name), warnings: sheetWarnings(sheet, open.parser) });
    }
    return { written, leftOut: workbook.leftOut };
  } finally {
    workbook.close();
  }
}

async function profileSheet(job: ProfileJob, sheet: NamedSheet, nth: number): Promise<ProfiledSheet> {
  const { name, path, header, left, right, rows, meanings } = sheet;
  const names = columnNames(sheet.names, right - left);
  const asked = { columns: names.length, what: `Sheet "${name}"` };
  const { table, types, warnings, copy } = await inSandbox(path, job, asked, async (sandbox) => {
    if (names.length > 0) await stageSheet(sandbox, sheet);
    const columns = { source: 'json', names, rows, shownAs: meanings, copyTo: copyIn(job, nth) } as const;
    const profiled = await profileTable(sandbox, columns);
    await dropStaged(sandbox);
    return profiled;
  });
  return {
    table: { name, ...table, header },
    reading: { header, left, names, types },
    warnings: [...sheet.warnings, ...warnings].map((warning) => ({ ...warning, table: name })),
    copy,
  };
}

function refuseTooManyColumns(columns: number, sheet: string, { mostColumns }: WorkbookLimits): void {
  if (columns <= mostColumns) return;
  throw new FileUnreadable(
    `Up to sheet "${sheet}" the workbook has more than ${mostColumns} columns. Split it into several workbooks.`,
  );
}
