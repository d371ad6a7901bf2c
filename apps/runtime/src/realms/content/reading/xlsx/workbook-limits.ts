/** What an archive may hold. */
export interface ZipLimits {
  readonly mostEntries: number;
  /** Of the archive's list of its entries. */
  readonly mostDirectoryBytes: number;
  /** Of a part that is held in memory. */
  readonly mostHeldBytes: number;
  /** Of all parts that are read, once they are inflated. */
  readonly mostBytes: number;
  /** How many times its own size a part may swell; up to `freeBytes` it may be any. */
  readonly mostRatio: number;
  readonly freeBytes: number;
}

/** What a workbook may hold. */
export interface WorkbookLimits {
  readonly zip: ZipLimits;
  readonly mostSheets: number;
  /** Columns of all sheets together that are profiled. */
  readonly mostColumns: number;
  /** Cells with a value in all sheets, and rows without one between others. */
  readonly mostCells: number;
  /** Characters of one cell: as many as a spreadsheet program lets anybody write. */
  readonly longestText: number;
  /** Of the texts that the sheets share, which are held in memory, and how many they may be. */
  readonly mostSharedBytes: number;
  readonly mostSharedTexts: number;
  /** Of all rows as they are staged: a few bytes can stand for a shared text of many. */
  readonly mostStagedBytes: number;
  /** Of one row, since DuckDB takes no longer one. */
  readonly longestRow: number;
}

export const WORKBOOK_LIMITS: WorkbookLimits = {
  zip: {
    mostEntries: 10_000,
    mostDirectoryBytes: 4 << 20,
    mostHeldBytes: 64 << 20,
    mostBytes: 2 * 2 ** 30,
    // Sheets of repeating cells shrink to a fiftieth, bombs to a thousandth.
    mostRatio: 200,
    freeBytes: 128 << 20,
  },
  mostSheets: 100,
  mostColumns: 5_000,
  mostCells: 20_000_000,
  longestText: 32_767,
  mostSharedBytes: 96 << 20,
  mostSharedTexts: 2_000_000,
  mostStagedBytes: 2 * 2 ** 30,
  longestRow: 15 << 20,
};
