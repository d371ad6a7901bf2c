import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { guessHeader, type HeaderGuess } from '../detection/header-row.js';
import { MOST_COLUMNS } from '../reading/csv-layout.js';
import type { NumberMeaning } from '../reading/xlsx/number-format.js';
import type { SheetParser, SheetRow } from '../reading/xlsx/sheet-parser.js';
import type { SheetReading as OpenSheet } from '../reading/xlsx/sheet-rows.js';
import type { Sandbox } from '../../../table-engine/sandbox.js';
import { columnId, literal } from '../../../table-engine/sql.js';
import { STAGED } from './staged-table.js';

const SMALLEST_BUFFER = 8 << 20;
const ROWS_LOOKED_AT = 1000;
const BYTES_LOOKED_AT = 1 << 20;

/** Rows of a sheet as `RowBytes` makes them. */
export interface SheetLines {
  path: string;
  /** The columns that are read, counted from 0: the first, and one behind the last. */
  left: number;
  right: number;
  longestLine: number;
}

/** A sheet whose rows have been written as lines of cells, without its header. */
export interface WrittenSheet extends HeaderGuess, SheetLines {
  rows: number;
  /** The names in its header, from the first column on; empty without one. */
  names: string[];
  /** As many columns as there are. */
  width: number;
  /** What the numbers of each column stand for, from the first column on. */
  meanings: (NumberMeaning | undefined)[];
}

/** Stages rows of a sheet: its cells are JSON, as those of a JSON file are. */
export async function stageSheet(sandbox: Sandbox, { path, left, right, longestLine }: SheetLines): Promise<void> {
  const bufferSize = Math.max(SMALLEST_BUFFER, longestLine * 4);
  const columns = ['mark', ...Array.from({ length: right }, (_, index) => `cell_${index}`)];
  const read = columns.slice(left + 1).map((id, index) => `${id} AS ${columnId(index)}`);
  await sandbox.run(`
    CREATE TABLE ${STAGED} AS SELECT ${read.join(', ')} FROM read_csv(${literal(path)}, auto_detect = false,
      hive_partitioning = false, header = false, delim = '\\t', quote = '', escape = '', all_varchar = true,
      null_padding = true, new_line = '\\n', buffer_size = ${bufferSize}, max_line_size = ${bufferSize / 4},
      columns = {${columns.map((id) => `${literal(id)}: 'VARCHAR'`).join(', ')}})`);
}

/** Writes the rows of a sheet to the path. */
export async function writeSheet({ parser, rows }: OpenSheet, path: string): Promise<WrittenSheet> {
  const head = new Head(parser);
  let longestLine = 0;
  async function* lines(): AsyncGenerator<Buffer> {
    for await (const batch of rows) {
      const passed = head.pass(batch);
      for (const { line } of batch) longestLine = Math.max(longestLine, line.length);
      if (passed.length > 0) yield Buffer.concat(passed.map(({ line }) => line));
    }
    yield Buffer.concat(head.release().map(({ line }) => line));
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
  const { header, certain } = head.guess;
  const left = Math.min(parser.left, parser.right, MOST_COLUMNS);
  const right = Math.min(parser.right, MOST_COLUMNS);
  return {
    path,
    longestLine,
    header,
    certain,
    rows: parser.rows - (header ? 1 : 0),
    names: header ? head.names.slice(left) : [],
    left,
    right,
    width: Math.max(parser.right - left, 0),
    meanings: Array.from({ length: right - left }, (_, nth) => parser.meanings.get(left + nth) ?? undefined),
  };
}

/** Holds the first rows back until it is known whether the first one is a header, which is let pass no more. */
class Head {
  guess: HeaderGuess = { header: false, certain: true };
  names: readonly string[] = [];
  private held: SheetRow[] = [];
  private bytes = 0;
  private isKnown = false;

  constructor(private readonly parser: SheetParser) {}

  pass(batch: SheetRow[]): SheetRow[] {
    if (this.isKnown) return batch;
    for (const row of batch) {
      this.held.push(row);
      this.bytes += row.line.length;
    }
    return this.held.length < ROWS_LOOKED_AT && this.bytes < BYTES_LOOKED_AT ? [] : this.release();
  }

  release(): SheetRow[] {
    const { held, isKnown } = this;
    if (held.length > 0 && !isKnown) {
      const texts = held.slice(0, ROWS_LOOKED_AT).map((row) => row.texts);
      const left = Math.min(...texts.map((row) => row.findIndex((text) => text !== '')).filter((at) => at >= 0));
      this.guess = guessHeader(texts.map((row) => row.slice(left)));
      this.names = texts[0] ?? [];
    }
    this.isKnown = true;
    this.held = [];
    this.parser.wantsTexts = false;
    return this.guess.header ? held.slice(1) : held;
  }
}
