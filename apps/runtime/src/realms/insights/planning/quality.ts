import type { MashIssue } from '@app/intent-contracts';
import type { SourceTable } from './source-table.js';

/** A column with fewer empty cells than this is nothing to tell of. */
const MISSING_SHARE = 0.05;

/** What is to be known of the sources before they are mashed. */
export function assessSources(tables: readonly SourceTable[]): MashIssue[] {
  return tables.flatMap((table) => {
    const { content_ref, rows, duplicate_rows } = table;
    if (rows === 0) return [{ code: 'EMPTY_TABLE', detail: `${table.table} has no rows.`, content_ref }];
    const duplicates: MashIssue[] =
      duplicate_rows > 0
        ? [
            {
              code: 'DUPLICATE_ROWS',
              detail: `${duplicate_rows} of ${rows} rows repeat another one; ${mayHaveEmptyRows(table) ? 'those with a value' : 'they'} are kept.`,
              content_ref,
              count: duplicate_rows,
            },
          ]
        : [];
    return [...duplicates, ...missingValues(table)];
  });
}

function missingValues({ content_ref, rows, columns }: SourceTable): MashIssue[] {
  return columns.flatMap(({ name, nulls, distinct }): MashIssue[] => {
    if (distinct === 0)
      return [{ code: 'EMPTY_COLUMN', detail: 'No row has a value here.', content_ref, column: name, count: nulls }];
    if (nulls < MISSING_SHARE * rows) return [];
    return [
      {
        code: 'MISSING_VALUES',
        detail: `${nulls} of ${rows} rows have no value here.`,
        content_ref,
        column: name,
        count: nulls,
      },
    ];
  });
}

/** Whether a row may have no value at all, which is as good as no row. */
export function mayHaveEmptyRows({ rows, columns }: SourceTable): boolean {
  return rows > 0 && columns.every(({ nulls }) => nulls > 0);
}
