import type { MashOptions } from '@app/intent-contracts';
import { qualifiedLikeness } from './column-name.js';
import { columnOf, sourceOf } from './column-wishes.js';
import { MashImpossible } from './mash-impossible.js';
import type { Overlap, OverlapRequest } from './measures.js';
import { type ColumnSet, columnsOf, shown, type SourceColumn, type SourceTable } from './source-table.js';
import { type Comparison, comparison, TOLD_BY_VALUES } from './types.js';

/** Columns that may say which rows of two tables belong together. */
export interface JoinCandidate extends OverlapRequest {
  /** How alike their names are, 0 to 1. */
  readonly likeness: number;
  /** Whether the options name it. */
  readonly isWished: boolean;
}

/** A candidate after a look at the values. */
export interface JudgedCandidate extends JoinCandidate {
  readonly overlap: Overlap;
  /** Whether each row of the left finds one row of the right at most, and enough of them one. */
  readonly isUsable: boolean;
  readonly score: number;
  /** For people. */
  readonly finding: string;
}

const NAMED_ALIKE = 0.6;
const MOST_FOR_A_PAIR = 4;
const MOST_KEY_COLUMNS = 3;
/** The share of different values that must be found: fewer where the names tell, too. */
const FOUND = { byName: 0.5, byValuesAlone: 0.95 };
/** A few values are found anywhere by chance. */
const ENOUGH_VALUES = 5;
/** What values measure or tell apart only a little names no row. */
const NO_KEY_TYPES: ReadonlySet<string> = new Set(['json', 'number', 'boolean']);
const NO_KEYS: ReadonlySet<string | null> = new Set(['money', 'percentage', 'boolean', 'url']);

/** The candidates between all tables: those that the options name, and for tables that they leave out what may be one. */
export function joinCandidates(
  tables: readonly SourceTable[],
  wished: NonNullable<MashOptions['join_keys']>,
): JoinCandidate[] {
  const named = wished.flatMap((wish) => {
    const [left, right] = [wish.left, wish.right].map(({ content_ref, columns }): ColumnSet => {
      const source = sourceOf(tables, content_ref, 'join_keys');
      return { source, columns: columns.map((name) => columnOf(tables[source]!, name, 'join_keys')) };
    }) as [ColumnSet, ColumnSet];
    return wishedCandidates(tables, left, right);
  });
  const isNamed = (one: number, other: number) =>
    named.some(
      ({ left, right }) =>
        (left.source === one && right.source === other) || (left.source === other && right.source === one),
    );
  const pairs = tables.flatMap((_, one) => tables.slice(0, one).map((__, other) => [other, one] as const));
  const found = pairs.flatMap(([one, other]) => (isNamed(one, other) ? [] : likelyCandidates(tables, one, other)));
  return [...named, ...found];
}

/** Either table may be looked up in: which one has the key is seen by the values. */
function wishedCandidates(tables: readonly SourceTable[], left: ColumnSet, right: ColumnSet): JoinCandidate[] {
  if (left.source === right.source || left.columns.length !== right.columns.length) {
    throw new MashImpossible(
      `options.join_keys joins ${shown(tables, left)} to ${shown(tables, right)}: name as many columns of one table as of the other.`,
    );
  }
  const comparisons = comparisonsOf(tables, left, right);
  if (comparisons === undefined) {
    const types = [left, right].map((set) =>
      columnsOf(tables, set)
        .map(({ type }) => type)
        .join(', '),
    );
    throw new MashImpossible(
      `options.join_keys joins ${shown(tables, left)} to ${shown(tables, right)}, whose types (${types.join(' and ')}) have no values in common.`,
    );
  }
  return [
    ...withFolded(tables, { left, right, comparisons, likeness: 1, isWished: true }),
    ...withFolded(tables, { left: right, right: left, comparisons, likeness: 1, isWished: true }),
  ];
}

/** What of either table may point to a row of the other: to a key that is called alike, else to one that means the same. */
function likelyCandidates(tables: readonly SourceTable[], one: number, other: number): JoinCandidate[] {
  const ways = [
    [one, other],
    [other, one],
  ] as const;
  const byName = ways.flatMap(([from, to]) => [
    ...likest(pointers(tables, from, to).filter(({ likeness }) => likeness >= NAMED_ALIKE)),
    ...compositePointers(tables, from, to),
  ]);
  // To look at values takes long: where names tell, they are only asked whether it is true.
  const likely =
    byName.length > 0
      ? byName
      : ways.flatMap(([from, to]) =>
          likest(pointers(tables, from, to).filter((found) => isToldByValues(tables, found))),
        );
  return likely.flatMap((candidate) => withFolded(tables, { ...candidate, isWished: false }));
}

/** Each column with each key that its values can be compared with. */
function pointers(tables: readonly SourceTable[], from: number, to: number): Candidate[] {
  const [left, right] = [tables[from]!, tables[to]!];
  return right.columns.flatMap((key, keyAt) =>
    isKey(key, right)
      ? left.columns.flatMap((column, columnAt) => {
          const sets = { left: { source: from, columns: [columnAt] }, right: { source: to, columns: [keyAt] } };
          const comparisons = mayPoint(column) ? comparisonsOf(tables, sets.left, sets.right) : undefined;
          return comparisons === undefined
            ? []
            : [{ ...sets, comparisons, likeness: likenessIn(left, column, right, key) }];
        })
      : [],
  );
}

function compositePointers(tables: readonly SourceTable[], from: number, to: number): Candidate[] {
  return tables[to]!.keys.filter(({ length }) => length > 1 && length <= MOST_KEY_COLUMNS).flatMap((key) =>
    compositeCandidate(tables, from, to, key),
  );
}

function isToldByValues(tables: readonly SourceTable[], { left, right }: Candidate): boolean {
  const [column, key] = [columnsOf(tables, left)[0]!, columnsOf(tables, right)[0]!];
  const isTold = TOLD_BY_VALUES.has(column.semantic_type) && TOLD_BY_VALUES.has(key.semantic_type);
  return isTold && column.distinct >= ENOUGH_VALUES;
}

type Candidate = Omit<JoinCandidate, 'folded' | 'isWished'>;

function likest(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => b.likeness - a.likeness).slice(0, MOST_FOR_A_PAIR);
}

/** For each column of the key the one that is called most like it; none if one of them has no such partner. */
function compositeCandidate(
  tables: readonly SourceTable[],
  from: number,
  to: number,
  key: readonly string[],
): Candidate[] {
  const [left, right] = [tables[from]!, tables[to]!];
  const keyColumns = key.map((name) => right.columns.findIndex((column) => column.name === name));
  const partners = keyColumns.map((keyAt) => {
    const alike = left.columns.map((column) =>
      mayPoint(column) ? likenessIn(left, column, right, right.columns[keyAt]!) : 0,
    );
    const most = Math.max(0, ...alike);
    return { most, at: alike.indexOf(most) };
  });
  const columns = partners.map(({ at }) => at);
  if (partners.some(({ most }) => most < NAMED_ALIKE) || new Set(columns).size < columns.length) return [];
  const sets = { left: { source: from, columns }, right: { source: to, columns: keyColumns } };
  const comparisons = comparisonsOf(tables, sets.left, sets.right);
  return comparisons === undefined
    ? []
    : [{ ...sets, comparisons, likeness: Math.min(...partners.map(({ most }) => most)) }];
}

function withFolded(tables: readonly SourceTable[], candidate: Omit<JoinCandidate, 'folded'>): JoinCandidate[] {
  const hasText = [candidate.left, candidate.right].every((set) =>
    columnsOf(tables, set).some(({ type }) => type === 'text'),
  );
  return hasText
    ? [
        { ...candidate, folded: false },
        { ...candidate, folded: true },
      ]
    : [{ ...candidate, folded: false }];
}

function comparisonsOf(tables: readonly SourceTable[], left: ColumnSet, right: ColumnSet): Comparison[] | undefined {
  const others = columnsOf(tables, right);
  const all = columnsOf(tables, left).map((column, nth) => comparison(column.type, others[nth]!.type));
  return all.every((one) => one !== undefined) ? all : undefined;
}

function likenessIn(left: SourceTable, column: SourceColumn, right: SourceTable, key: SourceColumn): number {
  return qualifiedLikeness({ table: left.table, column: column.name }, { table: right.table, column: key.name });
}

/** Rows without a value are found by nobody, and hurt nobody. */
function isKey({ distinct, nulls, type, semantic_type }: SourceColumn, { rows }: SourceTable): boolean {
  return distinct > 0 && distinct === rows - nulls && !NO_KEY_TYPES.has(type) && !NO_KEYS.has(semantic_type);
}

function mayPoint({ distinct, type, semantic_type }: SourceColumn): boolean {
  return distinct > 0 && !NO_KEY_TYPES.has(type) && !NO_KEYS.has(semantic_type);
}

/** Columns that are called like one of another table, and could be looked up in if no value were there twice; for people. */
export function repeatedNamesakes(tables: readonly SourceTable[]): string[] {
  return tables.flatMap((left, one) =>
    tables.flatMap((right, other) =>
      one === other
        ? []
        : right.columns.flatMap((column) => {
            if (!mayPoint(column) || isKey(column, right)) return [];
            const namesake = left.columns.find((from) => likenessIn(left, from, right, column) >= NAMED_ALIKE);
            if (namesake === undefined) return [];
            return [
              `${left.table}.${namesake.name} → ${right.table}.${column.name}: ${column.distinct} different values in ${right.rows} rows`,
            ];
          }),
    ),
  );
}

/** What the values say of a candidate. */
export function judged(tables: readonly SourceTable[], candidate: JoinCandidate, overlap: Overlap): JudgedCandidate {
  const { left, right, likeness, isWished, folded } = candidate;
  const { leftDistinct, rightRows, rightDistinct, common } = overlap;
  const found = leftDistinct === 0 ? 0 : common / leftDistinct;
  const isUnique = rightDistinct === rightRows;
  const isNamedAlike = likeness >= NAMED_ALIKE;
  const enough = isNamedAlike ? found >= FOUND.byName : found >= FOUND.byValuesAlone && leftDistinct >= ENOUGH_VALUES;
  const share = `${Math.floor(100 * found)} % of the ${leftDistinct} different values are found`;
  return {
    ...candidate,
    overlap,
    isUsable: isUnique && common > 0 && (isWished || enough),
    // A key as it stands is better than one that has to be folded to be found.
    score: found + likeness + (isWished ? 2 : 0) - (folded ? 0.01 : 0),
    finding: `${shown(tables, left)} → ${shown(tables, right)}: ${
      isUnique ? share : `${rightRows - rightDistinct} rows of ${tables[right.source]!.table} repeat a value`
    }`,
  };
}
