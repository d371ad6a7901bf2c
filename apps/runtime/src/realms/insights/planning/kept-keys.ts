import type { PlannedColumn } from './mash-plan.js';
import type { SourceTable } from './source-table.js';

/** The keys of a source by the names that their columns have in the data product; those of which a column is left out are gone. */
export function keptKeys(
  tables: readonly SourceTable[],
  source: number,
  columns: readonly PlannedColumn[],
): string[][] {
  const { keys, columns: own } = tables[source]!;
  return keys.flatMap((key) => {
    const names = key.map((name) => {
      const column = own.findIndex((one) => one.name === name);
      return columns.find(({ sources }) => sources.some((place) => place.source === source && place.column === column))
        ?.name;
    });
    return names.every((name) => name !== undefined) ? [names] : [];
  });
}
