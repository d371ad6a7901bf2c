import type { ProfileWarning, TableProfile } from '@app/intent-contracts';
import type { Delimiter } from '../detection/file-format.js';
import { COLUMN_TYPE, type StoredType } from './cell-shape.js';
import { ColumnInferrer, type ColumnInference } from './column-inference.js';
import { ColumnProfiler } from './column-profiler.js';
import { excerpt } from './excerpt.js';
import { settleCommas } from './number-convention.js';
import { NumberWarnings } from './number-warnings.js';
import type { ColumnFacts } from './semantic-type.js';
import type { Sandbox } from '../../../table-engine/sandbox.js';
import { STAGED, type CellSource } from './staged-table.js';
import { copyTable } from './table-copy.js';

/** A profiled table, and how its columns are held, for whoever reads the file again. */
export interface ProfiledTable {
  table: Pick<TableProfile, 'rows' | 'columns' | 'duplicate_rows' | 'candidate_keys'>;
  types: StoredType[];
  warnings: ProfileWarning[];
  /** The name of its copy; null if there is none. */
  copy: string | null;
}

/** What is known of a staged table before its cells are looked at. */
export interface StagedColumns {
  source: CellSource;
  /** As many as there are columns. */
  names: readonly string[];
  rows: number;
  /** Where the file has a schema. */
  types?: readonly StoredType[];
  /** Where the file tells what its numbers are shown as. */
  shownAs?: readonly ColumnFacts['shownAs'][];
  delimiter?: Delimiter;
  /** Where to copy it to; see `copyTable`. */
  copyTo: string;
}

/** Profiles the staged table, and copies it. */
export async function profileTable(sandbox: Sandbox, table: StagedColumns): Promise<ProfiledTable> {
  const { source, names, rows, types, shownAs = [], delimiter } = table;
  const inferrer = new ColumnInferrer(sandbox, source);
  const inferences =
    types === undefined
      ? settleCommas(await inferrer.infer(names.length), delimiter)
      : await inferrer.inferTyped(types);
  const stored = inferences.map(({ type }) => type);
  const profiler = new ColumnProfiler(sandbox, source, rows);
  const columns = [];
  for (const [index, inference] of inferences.entries()) {
    const meaning = shownAs[index];
    const facts = { name: names[index]!, ...(meaning && { shownAs: meaning }) };
    columns.push(await profiler.profile(index, facts, inference));
  }
  const keys = columns.filter(({ type, nulls, distinct }) => type !== 'json' && nulls === 0 && distinct === rows);
  const isKeyed = rows < 2 || keys.length > 0 || columns.length === 0;
  return {
    table: {
      rows,
      columns,
      duplicate_rows: isKeyed ? 0 : rows - (await distinctRows(sandbox)),
      candidate_keys: rows === 0 ? [] : keys.map(({ name }) => [name]),
    },
    types: stored,
    copy: await copyTable(sandbox, { source, types: stored, path: table.copyTo }),
    warnings: [
      ...inferences.flatMap((inference, index) => mixedValues(inference, names[index]!)),
      ...(await new NumberWarnings(sandbox).warn(inferences, names)),
    ],
  };
}

/** By a hash of 64 bits, so that wide rows need not be held: of ten million, two are mistaken for the same once in 400,000 files. */
function distinctRows(sandbox: Sandbox): Promise<number> {
  return sandbox.count(`SELECT count(DISTINCT hash(${STAGED})) FROM ${STAGED}`);
}

function mixedValues({ misfits, filled }: ColumnInference, column: string): ProfileWarning[] {
  if (misfits === undefined) return [];
  const { type, count, row, value } = misfits;
  const detail =
    `Column "${excerpt(column)}" is text because ${count} of its ${filled} values ${count === 1 ? 'is' : 'are'} not of ` +
    `type ${COLUMN_TYPE[type]}, the first in row ${row}: "${excerpt(value)}".`;
  return [{ code: 'MIXED_VALUES', detail, row, column }];
}
