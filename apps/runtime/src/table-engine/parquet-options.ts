/** A row group is held in memory while it is written: the wider the table, the fewer rows it has. */
const GROUP_CELLS = 2_000_000;
const GROUP_ROWS = { least: 2_048, most: 122_880 };

/** How a COPY writes a table of so many columns, one at least, as Parquet. */
export function parquetOptions(columns: number): string {
  const rows = Math.min(GROUP_ROWS.most, Math.max(GROUP_ROWS.least, Math.floor(GROUP_CELLS / columns)));
  return `FORMAT parquet, ROW_GROUP_SIZE ${rows}`;
}
