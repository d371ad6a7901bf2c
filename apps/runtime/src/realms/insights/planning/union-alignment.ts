import { nameLikeness, normalised, UniqueNames } from './column-name.js';
import { type ColumnWishes, SOURCE_COLUMN, wishFor } from './column-wishes.js';
import { columnAt, type ColumnPlace, type SourceColumn, type SourceTable } from './source-table.js';
import { commonType, comparison } from './types.js';

/** Columns of several sources that are one. */
export interface Aligned {
  readonly name: string;
  readonly sources: { readonly source: number; readonly column: number; readonly reason: string }[];
}

/** The share of values that two columns have in common, 0 to 1, of the one that has fewer; undefined if unknown. */
export type OverlapOf = (one: ColumnPlace, other: ColumnPlace) => number | undefined;

const LIKE_ENOUGH = 0.55;
const OVERLAP_THAT_TELLS = 0.5;
/** Values that are so much the same are enough, whatever the names: if they are more than a few. */
const OVERLAP_THAT_SUFFICES = 0.8;
const ENOUGH_VALUES = 3;
/** Meanings that a table has seldom more than one column of, so that the only ones of two tables are the same. */
const TELLING = new Set(['email', 'url', 'country', 'datetime', 'money', 'percentage']);

/**
 * Which columns of the sources are one, in the order in which they come first: as the options say, by equal names, then
 * by likeness of name, meaning and values, the likest first.
 */
export function align(tables: readonly SourceTable[], wishes: ColumnWishes, overlapOf: OverlapOf): Aligned[] {
  const names = new UniqueNames([SOURCE_COLUMN, ...[...wishes.values()].filter((name) => name !== null)]);
  const wished = new Map<string, Aligned>();
  const aligned: Aligned[] = [];
  for (const [source, table] of tables.entries()) {
    const free: number[] = [];
    for (const column of table.columns.keys()) {
      const wish = wishFor(wishes, source, column);
      if (wish === undefined) free.push(column);
      if (wish === undefined || wish === null) continue;
      const one = wished.get(wish) ?? { name: wish, sources: [] };
      if (!wished.has(wish)) aligned.push(one);
      wished.set(wish, one);
      one.sources.push({ source, column, reason: 'as the mapping says' });
    }
    const open = (one: Aligned) => one.sources.every((place) => place.source !== source);
    const left = free.filter((column) => {
      const same = aligned.find((one) => open(one) && isNamed(tables, one, normalised(table.columns[column]!.name)));
      same?.sources.push({ source, column, reason: sameName(tables, same, table.columns[column]!) });
      return same === undefined;
    });
    for (const { one, column, reason } of likest(tables, aligned.filter(open), { source, columns: left }, overlapOf)) {
      one.sources.push({ source, column, reason });
      left.splice(left.indexOf(column), 1);
    }
    for (const column of left) {
      const name = names.give(normalised(table.columns[column]!.name));
      aligned.push({
        name,
        sources: [{ source, column, reason: source === 0 ? 'first to have it' : 'in no table before' }],
      });
    }
  }
  return aligned;
}

/** How much of the tables the alignment brings together: of each table, the share of its columns, or of a wider one's before it; at worst. */
export function sharedColumns(tables: readonly SourceTable[], aligned: readonly Aligned[]): number {
  const shares = tables.slice(1).map((table, index) => {
    const source = index + 1;
    const shared = aligned.filter(
      ({ sources }) => sources[0]!.source < source && sources.some((place) => place.source === source),
    );
    const widest = Math.max(1, ...tables.slice(0, source + 1).map(({ columns }) => columns.length));
    return shared.length / widest;
  });
  return Math.min(1, ...shares);
}

function isNamed(tables: readonly SourceTable[], { sources }: Aligned, name: string): boolean {
  return sources.some((place) => normalised(columnAt(tables, place).name) === name);
}

function sameName(tables: readonly SourceTable[], { sources: [first] }: Aligned, { name }: SourceColumn): string {
  const other = columnAt(tables, first!).name;
  return other === name ? 'same name' : `same name but for its spelling ("${other}")`;
}

interface Match {
  one: Aligned;
  column: number;
  score: number;
  reason: string;
}

/** Matches of one column each, the best first; among equals, the first in order. */
function likest(
  tables: readonly SourceTable[],
  open: readonly Aligned[],
  free: { source: number; columns: readonly number[] },
  overlapOf: OverlapOf,
): Match[] {
  const matches = open.flatMap((one) =>
    free.columns.flatMap((column): Match[] => {
      const likeness = likenessOf(tables, one, { source: free.source, column }, overlapOf);
      return likeness.score >= LIKE_ENOUGH ? [{ one, column, ...likeness }] : [];
    }),
  );
  matches.sort((a, b) => b.score - a.score);
  const [ones, columns] = [new Set<Aligned>(), new Set<number>()];
  return matches.filter(({ one, column }) => {
    if (ones.has(one) || columns.has(column)) return false;
    ones.add(one);
    columns.add(column);
    return true;
  });
}

function likenessOf(
  tables: readonly SourceTable[],
  one: Aligned,
  place: ColumnPlace,
  overlapOf: OverlapOf,
): { score: number; reason: string } {
  const column = columnAt(tables, place);
  const others = one.sources.map((other) => ({ other, is: columnAt(tables, other) }));
  const named = others.map(({ is }) => nameLikeness(is.name, column.name));
  const name = Math.max(...named);
  const alike = others[named.indexOf(name)]!;
  const overlap = Math.max(0, ...others.map(({ other }) => overlapOf(other, place) ?? 0));
  const isSameMeaning = column.semantic_type !== null && alike.is.semantic_type === column.semantic_type;
  const isSameByValues =
    overlap >= OVERLAP_THAT_SUFFICES &&
    [column, ...others.map(({ is }) => is)].every(({ distinct }) => distinct >= ENOUGH_VALUES);
  const isOnlyOne =
    isSameMeaning &&
    isOnlyOfItsMeaning(tables, place) &&
    others.every(({ other }) => isOnlyOfItsMeaning(tables, other));
  const score =
    typesFit(alike.is, column) || name >= 0.8
      ? Math.max(isOnlyOne ? 0.6 : 0, isSameByValues ? 0.6 : 0, 0.6 * name + (isSameMeaning ? 0.2 : 0) + 0.3 * overlap)
      : 0;
  const why = [
    ...(name >= 0.3 ? [`similar name ("${alike.is.name}")`] : []),
    ...(isOnlyOne ? [`the only column of both that means ${column.semantic_type}`] : []),
    ...(isSameMeaning && !isOnlyOne ? [`same meaning (${column.semantic_type})`] : []),
    ...(overlap >= OVERLAP_THAT_TELLS ? [`${Math.round(100 * overlap)} % of its values are the same`] : []),
  ];
  return { score, reason: why.join(', ') };
}

/** Text may turn out to hold what the other one has; numbers are never dates. */
function typesFit(one: SourceColumn, other: SourceColumn): boolean {
  if (one.type === other.type || commonType([one.type, other.type]) !== 'text') return true;
  return (
    (one.type === 'text' || other.type === 'text') &&
    (comparison(one.type, other.type) !== undefined || one.semantic_type === other.semantic_type)
  );
}

function isOnlyOfItsMeaning(tables: readonly SourceTable[], place: ColumnPlace): boolean {
  const { columns, keys } = tables[place.source]!;
  const { name, semantic_type } = columnAt(tables, place);
  if (columns.filter((column) => column.semantic_type === semantic_type).length !== 1) return false;
  if (semantic_type === 'identifier') return keys.some((key) => key.length === 1 && key[0] === name);
  return semantic_type !== null && TELLING.has(semantic_type);
}
