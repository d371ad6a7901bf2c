import type { ArtifactReader } from '../../realm-kit/index.js';
import type { TableFile } from './engine/mash-job.js';
import { mayHaveEmptyRows } from './planning/quality.js';
import type { SourceTable } from './planning/source-table.js';

/** Lends the copies of all tables as files, for as long as `use` runs. */
export function withTables<Result>(
  tables: readonly SourceTable[],
  artifacts: ArtifactReader,
  use: (files: TableFile[]) => Promise<Result>,
): Promise<Result> {
  const lendFrom = (nth: number, files: TableFile[]): Promise<Result> => {
    const table = tables[nth];
    if (table === undefined) return use(files);
    const { rows, columns, copy } = table;
    return artifacts.withFile(copy, (path) =>
      lendFrom(nth + 1, [...files, { path, rows, columns: columns.length, mayHaveEmptyRows: mayHaveEmptyRows(table) }]),
    );
  };
  return lendFrom(0, []);
}
