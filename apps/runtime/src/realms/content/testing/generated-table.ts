import * as fc from 'fast-check';
import type { ColumnType } from '@app/intent-contracts';

/** A cell as the generator means it. `value` is what JSON carries; one text stands for one value throughout a column. */
export interface GeneratedCell {
  /** Without anything that a way of writing adds, such as quotes or decimal commas. */
  text: string;
  value: unknown;
  /** What cells are ordered by. */
  rank: number | string;
}

export interface GeneratedColumn {
  name: string;
  type: ColumnType;
  /** How Parquet holds it. */
  sqlType: string;
  cells: (GeneratedCell | null)[];
}

export type Repertoire = 'ascii' | 'western' | 'world';

const LETTERS = 'abcdefghkmopqrstuvwxyzABCDEFGHKMOPQRSTUVWXYZ';
/** No byte of these in windows-1252 goes on a character in UTF-8, so that no text in one happens to be the other. */
const WESTERN = [...'éüßñÄØÿ', 'a€'];
const WORLD = [...WESTERN, 'Ω', '李', '雷', 'ж', '👍', '👩‍👩‍👧', '\u00a0'];
const AWKWARD = [' ', ',', ';', '\t', '|', '"', '""', '\n', '\r\n', "'", '.', '-', '0', '7', '\\', '<', '{', '#', '='];

function unitsOf(repertoire: Repertoire): string[] {
  if (repertoire === 'ascii') return [];
  return repertoire === 'western' ? WESTERN : WORLD;
}

/**
 * Begins and ends with a letter, and never says `null` or `none`: blanks around a cell, cells that look like values and
 * words for nothing are not texts to every reader.
 */
function words(repertoire: Repertoire): fc.Arbitrary<GeneratedCell> {
  const letter = fc.constantFrom(...LETTERS);
  const unit = fc.oneof(
    { weight: 6, arbitrary: letter },
    { weight: 2, arbitrary: fc.constantFrom(...AWKWARD) },
    { weight: 2, arbitrary: fc.constantFrom(...unitsOf(repertoire), 'x') },
  );
  return fc.tuple(letter, fc.array(unit, { maxLength: 12 }), letter).map(([first, middle, last]) => {
    const text = first + middle.join('') + last;
    return { text, value: text, rank: text };
  });
}

const integers = fc
  .oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -(2 ** 53 - 1), max: 2 ** 53 - 1 }))
  .map((value) => ({ text: String(value), value, rank: value }));

/** Always with as many digits after the point, so that one text stands for one value. */
function decimals(scale: number): fc.Arbitrary<GeneratedCell> {
  return fc
    .oneof(fc.integer({ min: -2_000, max: 2_000 }), fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }))
    .map((units) => {
      const digits = String(Math.abs(units)).padStart(scale + 1, '0');
      const text = `${units < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
      return { text, value: Number(text), rank: Number(text) };
    });
}

const booleans = fc.boolean().map((value) => ({ text: String(value), value, rank: Number(value) }));

const moments = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true });

const dates = moments.map((moment) => {
  const text = moment.toISOString().slice(0, 10);
  return { text, value: text, rank: text };
});

const times = moments.map((moment) => {
  const text = moment.toISOString().slice(11, 19);
  return { text, value: text, rank: text };
});

/** ISO 8601 has no zeros at the end of a fraction. */
const shortest = (iso: string) => iso.replace(/\.?0*Z$/, '');

const timestamps = (separator: string) =>
  moments.map((moment) => ({
    text: moment.toISOString().replace('T', separator).slice(0, -1),
    value: shortest(moment.toISOString()),
    rank: moment.getTime(),
  }));

const instants = (hours: number) =>
  moments.map((moment) => {
    const local = new Date(moment.getTime() + hours * 3_600_000).toISOString().slice(0, -1);
    const offset = hours === 0 ? 'Z' : `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
    return { text: local + offset, value: `${shortest(moment.toISOString())}Z`, rank: moment.getTime() };
  });

const lists = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }).map((value) => {
  const text = JSON.stringify(value);
  return { text, value, rank: text };
});

/** Texts that look like something else, which only a file that marks texts as such can hold. */
const disguised = fc.constantFrom('007', '3.50', 'true', '12').map((text) => ({ text, value: text, rank: text }));

interface Kind {
  type: ColumnType;
  sqlType: string;
  cell: fc.Arbitrary<GeneratedCell>;
}

export interface TableLimits {
  repertoire: Repertoire;
  /** Digits after the point that decimals may have. */
  scales: readonly number[];
  /** Whether the file tells texts from other values, as JSON and Parquet do. */
  marksTexts: boolean;
}

function valueKinds({ scales }: TableLimits): fc.Arbitrary<Kind> {
  return fc.oneof(
    fc.constant<Kind>({ type: 'integer', sqlType: 'BIGINT', cell: integers }),
    fc.tuple(fc.constantFrom(...scales), fc.boolean()).map(([scale, exact]): Kind => ({
      type: 'number',
      sqlType: exact ? `DECIMAL(18,${scale})` : 'DOUBLE',
      cell: decimals(scale),
    })),
    fc.constant<Kind>({ type: 'boolean', sqlType: 'BOOLEAN', cell: booleans }),
    fc.constant<Kind>({ type: 'date', sqlType: 'DATE', cell: dates }),
    fc.constant<Kind>({ type: 'time', sqlType: 'TIME', cell: times }),
    fc
      .constantFrom('T', ' ')
      .map((separator): Kind => ({ type: 'timestamp', sqlType: 'TIMESTAMP', cell: timestamps(separator) })),
    fc
      .integer({ min: -11, max: 12 })
      .map((hours): Kind => ({ type: 'timestamp', sqlType: 'TIMESTAMPTZ', cell: instants(hours) })),
  );
}

function otherKinds({ repertoire, marksTexts }: TableLimits): fc.Arbitrary<Kind> {
  const texts: Kind = { type: 'text', sqlType: 'VARCHAR', cell: words(repertoire) };
  const marked: Kind[] = [
    { type: 'text', sqlType: 'VARCHAR', cell: disguised },
    { type: 'json', sqlType: 'BIGINT[]', cell: lists },
  ];
  return fc.constantFrom(texts, ...(marksTexts ? marked : []));
}

function cellsOf(kind: Kind, rows: number, mostNulls: number): fc.Arbitrary<(GeneratedCell | null)[]> {
  const cell = fc.oneof(
    { weight: 10 - mostNulls, arbitrary: kind.cell },
    { weight: mostNulls, arbitrary: fc.constant(null) },
  );
  // A few values again and again make duplicates and categories.
  return fc.oneof(
    fc.array(cell, { minLength: rows, maxLength: rows }),
    fc
      .array(cell, { minLength: 1, maxLength: 3 })
      .chain((few) => fc.array(fc.constantFrom(...few), { minLength: rows, maxLength: rows })),
  );
}

/** The first column holds values in every row, which tells a header from a row: among words alone nobody could. */
export function tables(limits: TableLimits): fc.Arbitrary<GeneratedColumn[]> {
  const sizes = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 2, max: 30 }));
  return sizes.chain(([others, rows]) => {
    const first = valueKinds(limits).chain((kind) => withCells(kind, rows, 0));
    const kinds = fc.oneof(valueKinds(limits), otherKinds(limits));
    const rest = kinds.chain((kind) => withCells(kind, rows, 2));
    return fc
      .tuple(first, fc.array(rest, { minLength: others, maxLength: others }))
      .map(([column, columns]) => [column, ...columns].map((each, nth) => ({ ...each, name: nameOf(nth, limits) })));
  });
}

function withCells({ type, sqlType, cell }: Kind, rows: number, mostNulls: number) {
  return cellsOf({ type, sqlType, cell }, rows, mostNulls).map((cells) => ({ type, sqlType, cells }));
}

function nameOf(nth: number, { repertoire }: TableLimits): string {
  const letter = String.fromCharCode(65 + nth);
  return `${{ ascii: 'Column', western: 'Größe', world: '列' }[repertoire]} ${letter}`;
}
