import { parse } from 'node:path';
import type { ContentProfile, ProfileWarning, TableProfile } from '@app/intent-contracts';
import type { CsvFormat, JsonFormat, ReadableFormat, TextFormat } from '../detection/file-format.js';
import { csvLayout, MOST_COLUMNS, type CsvLayout } from '../reading/csv-layout.js';
import { csvRows } from '../reading/csv-rows.js';
import { jsonLayout } from '../reading/json-layout.js';
import { plainText } from '../reading/plain-text.js';
import { measureText } from '../reading/text-measure.js';
import { NotUtf8 } from '../reading/utf8-chunks.js';
import { columnNames } from './column-names.js';
import type { Profiled, ProfileJob } from './profiler-job.js';
import { Sandbox } from './sandbox.js';
import { stageCsv, stageJson, writeStrictCsv, type StrictCsv } from './staged-table.js';
import { profileTable } from './table-profiler.js';
import { csvWarnings, encodingGuessed, tooManyColumns } from './warnings.js';

/**
 * Reads a whole file and says what it holds. The layout of the file is found out first, in one pass of our own, so that
 * DuckDB never has to guess; the columns are counted by DuckDB.
 * Throws `FileUnreadable` if the file is not what it appears to be.
 */
export class FileProfiler {
  async profile(job: ProfileJob): Promise<Profiled> {
    const { profile, reading } = await this.profileAsUtf8OrElse(job);
    if (reading.encoding !== 'windows-1252') return { profile, reading };
    return { profile: { ...profile, warnings: [encodingGuessed(), ...profile.warnings] }, reading };
  }

  /** A beginning in UTF-8 promises nothing for the rest of the file. */
  private async profileAsUtf8OrElse(job: ProfileJob): Promise<Profiled> {
    try {
      return await this.profileAs(job.format, job);
    } catch (error) {
      if (!(error instanceof NotUtf8) || job.format.encoding !== 'utf-8') throw error;
      return this.profileAs({ ...job.format, encoding: 'windows-1252' }, job);
    }
  }

  private async profileAs(format: ReadableFormat, job: ProfileJob): Promise<Profiled> {
    const path = await plainText(job.path, format.encoding, job.workDir);
    switch (format.format) {
      case 'csv':
        return this.profileCsv(path, format, job);
      case 'json':
        return this.profileJson(path, format, job);
      case 'text':
        return this.profileText(path, format);
    }
  }

  private async profileCsv(path: string, format: CsvFormat, job: ProfileJob): Promise<Profiled> {
    const layout = await csvLayout(path, format);
    const names = columnNames(layout.names ?? [], Math.min(layout.width, MOST_COLUMNS));
    const strict = await strictCsv(path, format, layout, job.workDir);
    const { table, types, warnings } = await inSandbox(strict.path, job, names.length, async (sandbox) => {
      await stageCsv(sandbox, strict);
      return profileTable(sandbox, 'csv', names, layout.rows);
    });
    const { encoding, delimiter, header } = format;
    return {
      profile: profileOf(job.filename, { ...table, encoding, delimiter, header }, [
        ...csvWarnings(layout, format),
        ...warnings,
      ]),
      reading: { format: 'csv', encoding, delimiter, header, names, types },
    };
  }

  private async profileJson(path: string, { encoding }: JsonFormat, job: ProfileJob): Promise<Profiled> {
    const { rows, inArray, keys, keysInAll } = await jsonLayout(path);
    const names = columnNames(keys ?? [], keys?.length ?? 1);
    const { table, types, warnings } = await inSandbox(path, job, names.length, async (sandbox) => {
      if (names.length > 0) await stageJson(sandbox, { path, inArray, keys });
      return profileTable(sandbox, 'json', names, rows);
    });
    return {
      profile: profileOf(job.filename, { ...table, encoding, header: keys !== undefined }, [
        ...tooManyColumns(keysInAll),
        ...warnings,
      ]),
      reading: { format: 'json', encoding, inArray, names, types, ...(keys && { keys }) },
    };
  }

  private async profileText(path: string, { encoding }: TextFormat): Promise<Profiled> {
    const measured = await measureText(path);
    const warnings = measured.characters === 0 ? [{ code: 'EMPTY_FILE', detail: 'The file is empty.' }] : [];
    return {
      profile: { kind: 'text', tables: [], text: { encoding, ...measured }, warnings },
      reading: { format: 'text', encoding },
    };
  }
}

/** The file itself if every reader takes it the same way, else a copy that they do. */
async function strictCsv(
  path: string,
  { delimiter, header }: CsvFormat,
  { strict, longestRecord, width }: CsvLayout,
  workDir: string,
): Promise<StrictCsv> {
  if (strict) return { path, delimiter, header, width, longestRecord };
  const shape = { delimiter, header, width: Math.min(width, MOST_COLUMNS) };
  return writeStrictCsv(csvRows(path, shape), shape, workDir);
}

async function inSandbox<Result>(
  path: string,
  { workDir }: ProfileJob,
  columns: number,
  use: (sandbox: Sandbox) => Promise<Result>,
): Promise<Result> {
  const sandbox = await Sandbox.open(path, workDir, columns);
  try {
    return await use(sandbox);
  } finally {
    sandbox.close();
  }
}

function profileOf(filename: string, table: Omit<TableProfile, 'name'>, warnings: ProfileWarning[]): ContentProfile {
  const name = parse(filename).name;
  return {
    kind: 'table',
    tables: [{ name, ...table }],
    warnings: warnings.map((warning) => ({ ...warning, table: name })),
  };
}
