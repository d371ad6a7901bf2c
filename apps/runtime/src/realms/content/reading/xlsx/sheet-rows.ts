import { SheetParser, type SheetRow, type Spent } from './sheet-parser.js';
import type { Workbook, Worksheet } from './workbook.js';
import { xmlPieces } from './xml-part.js';

/** A sheet that is being read. What it says of itself is complete when its rows are. */
export interface SheetReading {
  readonly parser: SheetParser;
  readonly rows: AsyncGenerator<SheetRow[]>;
}

/**
 * The rows of a sheet, batch by batch. Reading them throws `FileUnreadable`, with the cell where there is one, for what
 * is damaged or larger than it may be; `spent` is counted on over all sheets of the workbook.
 */
export function readSheet({ parts, cells }: Workbook, { name, part }: Worksheet, spent: Spent): SheetReading {
  const parser = new SheetParser(name, cells, spent);
  async function* rows(): AsyncGenerator<SheetRow[]> {
    const what = `sheet "${name}"`;
    for await (const _ of xmlPieces(parts.read(part, what), what, parser)) {
      const batch = parser.take();
      if (batch.length > 0) yield batch;
    }
  }
  return { parser, rows: rows() };
}
