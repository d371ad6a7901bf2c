import type { ContentProfile, ProfileWarning, TableProfile } from '@app/intent-contracts';
import type {
  CsvFormat,
  Encoding,
  JsonFormat,
  ParquetFormat,
  ReadableFormat,
  TextFormat,
  XlsxFormat,
} from '../detection/file-format.js';
import { csvLayout, MOST_COLUMNS, type CsvLayout } from '../reading/csv-layout.js';
import { csvRows } from '../reading/csv-rows.js';
import { gunzipInto } from '../reading/gunzip.js';
import { jsonLayout } from '../reading/json-layout.js';
import { plainText } from '../reading/plain-text.js';
import { measureText } from '../reading/text-measure.js';
import { NotUtf8 } from '../reading/utf8-chunks.js';
import { columnNames } from './column-names.js';
import { blamingTheFile, checkParquetEnd, countParquetRows, parquetColumns, stageParquet } from './parquet-table.js';
import { copyIn, inSandbox } from './job-sandbox.js';
import type { Profiled, ProfileJob } from './profiler-job.js';
import { stageCsv, stageJson, writeStrictCsv, type StrictCsv } from './staged-table.js';
import { tableName } from './table-name.js';
import { profileTable } from './table-profiler.js';
import { csvWarnings, encodingGuessed, tooManyColumns } from './warnings.js';
import { profileWorkbook } from './workbook-profiler.js';

/** Of more columns of Parquet than this, a copy is quicker to ask than a view. */
const MOST_VIEWED = 100;

type EncodedFormat = Exclude<ReadableFormat, ParquetFormat | XlsxFormat>;
type ProfiledText = Profiled & { reading: { encoding: Encoding } };

/**
 * Reads a whole file and says what it holds. The layout of a text is found out first, in one pass of our own, so that
 * DuckDB never has to guess; the columns are counted by DuckDB.
 * Throws `FileUnreadable` if the file is not what it appears to be.
 */
export class FileProfiler {
  async profile(job: ProfileJob): Promise<Profiled> {
    const { compression, mediaType } = job.format;
    if (compression === undefined) return this.profilePlain(job);
    const path = await gunzipInto(job.workDir, job.path);
    const { profile, reading, copies } = await this.profilePlain({ ...job, path });
    const { kind, ...rest } = profile;
    return {
      profile: { kind, compression, inner_media_type: mediaType, ...rest },
      reading: { ...reading, compression },
      copies,
    };
  }

  private async profilePlain(job: ProfileJob): Promise<Profiled> {
    const { format } = job;
    if (format.format === 'parquet') return this.profileParquet(job);
    if (format.format === 'xlsx') return profileWorkbook(job);
    const profiled = await this.profileAsUtf8OrElse(format, job);
    const { profile, reading, copies } = profiled;
    if (reading.encoding !== 'windows-1252') return profiled;
    return { profile: { ...profile, warnings: [encodingGuessed(), ...profile.warnings] }, reading, copies };
  }

  /** A beginning in UTF-8 promises nothing for the rest of the file. */
  private async profileAsUtf8OrElse(format: EncodedFormat, job: ProfileJob): Promise<ProfiledText> {
    try {
      return await this.profileText(format, job);
    } catch (error) {
      if (!(error instanceof NotUtf8) || format.encoding !== 'utf-8') throw error;
      return this.profileText({ ...format, encoding: 'windows-1252' }, job);
    }
  }

  private async profileText(format: EncodedFormat, job: ProfileJob): Promise<ProfiledText> {
    const path = await plainText(job.path, format.encoding, job.workDir);
    switch (format.format) {
      case 'csv':
        return this.profileCsv(path, format, job);
      case 'json':
        return this.profileJson(path, format, job);
      case 'text':
        return this.profileLines(path, format);
    }
  }

  private async profileCsv(path: string, format: CsvFormat, job: ProfileJob): Promise<ProfiledText> {
    const layout = await csvLayout(path, format);
    const names = columnNames(layout.names ?? [], Math.min(layout.width, MOST_COLUMNS));
    const strict = await strictCsv(path, format, layout, job.workDir);
    const { encoding, delimiter, header } = format;
    const copyTo = copyIn(job);
    const { table, types, warnings, copy } = await inSandbox(
      strict.path,
      job,
      { columns: names.length },
      async (sandbox) => {
        await stageCsv(sandbox, strict);
        return profileTable(sandbox, { source: 'csv', names, rows: layout.rows, delimiter, copyTo });
      },
    );
    return {
      profile: profileOf(job, { ...table, encoding, delimiter, header }, [...csvWarnings(layout, format), ...warnings]),
      reading: { format: 'csv', encoding, delimiter, header, names, types },
      copies: [copy],
    };
  }

  private async profileJson(path: string, { encoding }: JsonFormat, job: ProfileJob): Promise<ProfiledText> {
    const { rows, inArray, keys, keysInAll } = await jsonLayout(path);
    const names = columnNames(keys ?? [], keys?.length ?? 1);
    const copyTo = copyIn(job);
    const { table, types, warnings, copy } = await inSandbox(path, job, { columns: names.length }, async (sandbox) => {
      if (names.length > 0) await stageJson(sandbox, { path, inArray, keys });
      return profileTable(sandbox, { source: 'json', names, rows, copyTo });
    });
    return {
      profile: profileOf(job, { ...table, encoding, header: keys !== undefined }, [
        ...tooManyColumns(keysInAll),
        ...warnings,
      ]),
      reading: { format: 'json', encoding, inArray, names, types, ...(keys && { keys }) },
      copies: [copy],
    };
  }

  private async profileLines(path: string, { encoding }: TextFormat): Promise<ProfiledText> {
    const measured = await measureText(path);
    const warnings = measured.characters === 0 ? [{ code: 'EMPTY_FILE', detail: 'The file is empty.' }] : [];
    return {
      profile: { kind: 'text', tables: [], text: { encoding, ...measured }, warnings },
      reading: { format: 'text', encoding },
      copies: [],
    };
  }

  /** Its types come from its schema: a text that looks like a number is a text. */
  private async profileParquet(job: ProfileJob): Promise<Profiled> {
    await checkParquetEnd(job.path);
    const all = await inSandbox(job.path, job, { columns: 1 }, (sandbox) => parquetColumns(sandbox, job.path));
    const columns = all.slice(0, MOST_COLUMNS);
    const names = columnNames(
      columns.map(({ name }) => name),
      columns.length,
    );
    const copyTo = copyIn(job);
    const { table, types, warnings, copy } = await inSandbox(job.path, job, { columns: columns.length }, (sandbox) =>
      blamingTheFile(async () => {
        await stageParquet(sandbox, job.path, columns, columns.length > MOST_VIEWED ? 'TEMP TABLE' : 'VIEW');
        const rows = await countParquetRows(sandbox);
        return profileTable(sandbox, {
          source: 'parquet',
          names,
          rows,
          types: columns.map(({ type }) => type),
          copyTo,
        });
      }),
    );
    return {
      profile: profileOf(job, { ...table, header: true }, [...tooManyColumns(all.length), ...warnings]),
      reading: { format: 'parquet', names, types },
      copies: [copy],
    };
  }
}

/** The file itself if every reader takes it the same way, else a copy that they do. */
async function strictCsv(
  path: string,
  { delimiter, header }: CsvFormat,
  { strict, crlf, longestRecord, width }: CsvLayout,
  workDir: string,
): Promise<StrictCsv> {
  if (strict) return { path, delimiter, header, width, crlf, longestRecord };
  const shape = { delimiter, header, width: Math.min(width, MOST_COLUMNS) };
  return writeStrictCsv(csvRows(path, shape), shape, workDir);
}

function profileOf(
  { filename, format }: ProfileJob,
  table: Omit<TableProfile, 'name'>,
  warnings: ProfileWarning[],
): ContentProfile {
  const name = tableName(filename, format.compression);
  return {
    kind: 'table',
    tables: [{ name, ...table }],
    warnings: warnings.map((warning) => ({ ...warning, table: name })),
  };
}
