import { FileUnreadable } from '../file-unreadable.js';
import { MOST_COLUMNS } from '../csv-layout.js';
import { cellPlace, columnLetters, LAST_COLUMN, LAST_ROW } from './cell-reference.js';
import { numberJson, unescaped } from './cell-text.js';
import type { NumberMeaning } from './number-format.js';
import { BLANK_LINE, RowBytes } from './row-bytes.js';
import { serialDate } from './serial-date.js';
import { TextRuns } from './text-runs.js';
import type { CellContext } from './workbook.js';
import type { XmlListener } from './xml-part.js';
import { damaged } from './zip-parts.js';

/** A row from the first one on that has a value. */
export interface SheetRow {
  /** See `RowBytes`. */
  readonly line: Buffer;
  /** Its cells as text, while texts are asked for. */
  readonly texts: readonly string[];
}

/** Cells whose value is not known. */
export interface Unknown {
  count: number;
  /** The first one's name, its row among those with a value, counted from 0, and what it shows. */
  first?: { cell: string; row: number; shows: string };
}

const BLANK: SheetRow = { line: BLANK_LINE, texts: [] };
/** Enough of a text to tell a name from a value. */
const LONGEST_SAMPLE = 400;

/** What is counted over all sheets of a workbook, since its limits are for all of them. */
export interface Spent {
  cells: number;
  bytes: number;
}

/**
 * Turns the XML of one sheet into rows, which are to be taken again and again while it is read. Empty rows between
 * others are rows; before the first and behind the last they are none.
 */
export class SheetParser implements XmlListener {
  /** The first column that has a value, and one behind the last, from column A on: none before the first row. */
  left = Infinity;
  right = 0;
  rows = 0;
  merged = 0;
  readonly errors: Unknown = { count: 0 };
  readonly uncalculated: Unknown = { count: 0 };
  /** What all numbers of a column stand for; null if they differ. */
  readonly meanings = new Map<number, NumberMeaning | null>();
  /** Whether rows come with texts. */
  wantsTexts = true;

  private done: SheetRow[] = [];
  private readonly row = new RowBytes();
  private texts: string[] = [];
  private rowNumber = 0;
  private lastFilled = 0;
  private isFilled = false;
  private inData = false;

  private column = -1;
  private type = 'n';
  private style = 0;
  private value: string | undefined;
  private collects = false;
  private hasFormula = false;
  private readonly runs = new TextRuns();

  constructor(
    private readonly sheet: string,
    private readonly context: CellContext,
    private readonly spent: Spent,
  ) {}

  /** The rows that have been completed since the last time. */
  take(): SheetRow[] {
    const rows = this.done;
    this.done = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (!this.inData) {
      if (name === 'sheetData') this.inData = true;
      else if (name === 'mergeCell') this.merged++;
      return;
    }
    switch (name) {
      case 'row':
        return this.openRow(attributes['r']);
      case 'c':
        return this.openCell(attributes['r'], attributes['t'], attributes['s']);
      case 'v':
        this.value = '';
        this.collects = true;
        return;
      case 'f':
        this.hasFormula = true;
        return;
      default:
        this.runs.open(name);
    }
  }

  text(text: string): void {
    if (this.collects) this.value += text;
    else if (this.inData) this.runs.add(text);
    if (Math.max(this.value?.length ?? 0, this.runs.length) > this.context.limits.longestText) throw this.tooLongText();
  }

  close(name: string): void {
    if (!this.inData) return;
    switch (name) {
      case 'sheetData':
        this.inData = false;
        return;
      case 'row':
        return this.closeRow();
      case 'c':
        return this.closeCell();
      case 'v':
        this.collects = false;
        return;
      default:
        this.runs.close(name);
    }
  }

  private openRow(reference: string | undefined): void {
    const number = reference === undefined ? this.rowNumber + 1 : Number(reference);
    if (!Number.isInteger(number) || number < 1 || number > LAST_ROW) {
      throw damaged(`sheet "${this.sheet}" has a row that is not one of the ${LAST_ROW} there are`);
    }
    if (number <= this.rowNumber) {
      throw damaged(`sheet "${this.sheet}" has row ${number} behind row ${this.rowNumber}`);
    }
    this.rowNumber = number;
    this.column = -1;
  }

  private closeRow(): void {
    if (!this.isFilled) return;
    const gap = this.lastFilled === 0 ? 0 : this.rowNumber - this.lastFilled - 1;
    this.spend(gap, gap * BLANK.line.length + this.row.length);
    for (let nth = 0; nth < gap; nth++) this.done.push(BLANK);
    this.done.push({ line: this.row.take(), texts: this.texts });
    this.rows += gap + 1;
    this.texts = [];
    this.isFilled = false;
    this.lastFilled = this.rowNumber;
  }

  private openCell(reference: string | undefined, type = 'n', style = '0'): void {
    const before = this.column;
    if (reference === undefined) this.column++;
    else {
      const place = cellPlace(reference);
      if (place === undefined) throw damaged(`sheet "${this.sheet}", row ${this.rowNumber} has a cell that is nowhere`);
      if (place.row !== this.rowNumber)
        throw damaged(`sheet "${this.sheet}" has ${reference} in row ${this.rowNumber}`);
      this.column = place.column;
    }
    if (this.column <= before || this.column > LAST_COLUMN) {
      throw damaged(`sheet "${this.sheet}", row ${this.rowNumber} has its cells in no order`);
    }
    this.type = type;
    this.style = Number(style);
    this.value = undefined;
    this.hasFormula = false;
  }

  private closeCell(): void {
    const { value, type } = this;
    const isEmpty = value === undefined || value === '';
    if (type === 'inlineStr') return this.putText(this.runs.take());
    if (isEmpty && this.hasFormula && (type !== 'str' || value === undefined)) {
      return this.note(this.uncalculated, '');
    }
    if (isEmpty) return;
    switch (type) {
      case 's':
        return this.putShared(value);
      case 'n':
        return this.putNumber(value);
      case 'str':
        return this.putText(unescaped(value));
      case 'b':
        return this.putBoolean(value);
      case 'd':
        return this.putText(value.trim());
      case 'e':
        return this.note(this.errors, value);
      default:
        throw this.badCell(`is of type "${type.slice(0, 20)}", which no cell is`);
    }
  }

  private putShared(value: string): void {
    const nth = /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : Infinity;
    const json = this.context.texts.json(nth);
    if (json === undefined) {
      const { size } = this.context.texts;
      throw this.badCell(`has shared text ${value.slice(0, 20)} of ${size}, counted from 0`);
    }
    if (json.length > 0) this.put(json, () => JSON.parse(json.toString()) as string);
  }

  private putText(text: string): void {
    if (text.trim() !== '') this.put(JSON.stringify(text), () => text);
  }

  private putBoolean(value: string): void {
    const truth = { '1': 'true', '0': 'false', true: 'true', false: 'false' }[value.trim()];
    if (truth === undefined) throw this.badCell(`is neither true nor false but "${value.slice(0, 20)}"`);
    this.put(truth, () => truth);
  }

  private putNumber(value: string): void {
    const number = numberJson(value);
    if (number === undefined) throw this.badCell(`is no number: "${value.slice(0, 40)}"`);
    const { date, meaning } = this.context.formats[this.style] ?? {};
    const day = date && serialDate(Number(number), date, this.context.date1904);
    if (day !== undefined) return this.put(`"${day}"`, () => day);
    this.put(number, () => number);
    const known = this.meanings.get(this.column);
    if (known === undefined) this.meanings.set(this.column, meaning ?? null);
    else if (known !== meaning) this.meanings.set(this.column, null);
  }

  private put(json: string | Buffer, text: () => string): void {
    const { column } = this;
    this.isFilled = true;
    this.left = Math.min(this.left, column);
    this.right = Math.max(this.right, column + 1);
    if (column >= MOST_COLUMNS) return;
    this.spend(1, 0);
    this.row.put(column, json);
    if (this.row.length > this.context.limits.longestRow) throw this.tooLongRow();
    if (!this.wantsTexts) return;
    while (this.texts.length < column) this.texts.push('');
    this.texts.push(text().slice(0, LONGEST_SAMPLE));
  }

  private note(unknown: Unknown, shows: string): void {
    unknown.count++;
    if (unknown.first !== undefined) return;
    const gap = this.lastFilled === 0 ? 0 : this.rowNumber - this.lastFilled - 1;
    unknown.first = { cell: this.cell(), row: this.rows + gap, shows: shows.slice(0, 40) };
  }

  private spend(cells: number, bytes: number): void {
    const { mostCells, mostStagedBytes } = this.context.limits;
    this.spent.cells += cells;
    this.spent.bytes += bytes;
    if (this.spent.cells <= mostCells && this.spent.bytes <= mostStagedBytes) return;
    const most = this.spent.cells > mostCells ? `${mostCells} cells` : `${mostStagedBytes >> 20} MiB of values`;
    throw new FileUnreadable(
      `The workbook is too large: up to sheet "${this.sheet}", row ${this.rowNumber} it has more than ${most}. ` +
        'Split it, or upload its sheets as CSV.',
    );
  }

  private cell(): string {
    return `${columnLetters(this.column)}${this.rowNumber}`;
  }

  private badCell(what: string): FileUnreadable {
    return damaged(`sheet "${this.sheet}", cell ${this.cell()} ${what}`);
  }

  private tooLongText(): FileUnreadable {
    const { longestText } = this.context.limits;
    return new FileUnreadable(
      `In sheet "${this.sheet}", cell ${this.cell()} has more than ${longestText} characters, which no spreadsheet ` +
        'program writes. Shorten it, or upload the sheet as CSV.',
    );
  }

  private tooLongRow(): FileUnreadable {
    const { longestRow } = this.context.limits;
    return new FileUnreadable(
      `In sheet "${this.sheet}", row ${this.rowNumber} is longer than ${Math.ceil(longestRow / 2 ** 20)} MiB. ` +
        'Shorten its texts, or upload the sheet as CSV in several tables.',
    );
  }
}
