import type { MashIssue } from '@app/intent-contracts';
import { normalised, UniqueNames } from './column-name.js';
import { type ColumnWishes, wishFor } from './column-wishes.js';
import { type JudgedCandidate, repeatedNamesakes } from './join-keys.js';
import { keptKeys } from './kept-keys.js';
import { MashImpossible } from './mash-impossible.js';
import type { MashPlan, PlannedColumn, PlannedSource } from './mash-plan.js';
import { columnsOf, shown, type SourceTable } from './source-table.js';

const MOST_CANDIDATES_SHOWN = 12;

interface JoinTree {
  base: number;
  joins: JudgedCandidate[];
}

/**
 * Joins the tables that are looked up in to the one that has a row for each row of the data product: the longest one from
 * which all others can be reached.
 * Throws `MashImpossible`, with the candidates that were considered, if there is none.
 */
export function planJoin(
  tables: readonly SourceTable[],
  candidates: readonly JudgedCandidate[],
  wishes: ColumnWishes,
): MashPlan {
  const tree = joinTree(tables, candidates);
  if (tree === undefined) throw new MashImpossible(noTree(tables, candidates));
  const { base, joins } = tree;
  const columns = joinedColumns(tables, tree, wishes);
  const issues = joins.flatMap((join) => joinIssues(tables, join));
  return {
    mode: 'join',
    base,
    columns,
    joins: joins.map(({ left, right, comparisons, folded, finding, overlap }) => ({
      left,
      right,
      comparisons,
      folded,
      findsAll: overlap.leftMatched === tables[left.source]!.rows,
      reason: finding,
    })),
    // No row of the base is there twice, so its keys stay keys.
    keys: keptKeys(tables, base, columns),
    issues,
    unused: joins.reduce((sum, { right, overlap }) => sum + tables[right.source]!.rows - overlap.common, 0),
    filled: filledShare(tables, tree, columns),
  };
}

/** Whether the candidates bring all tables together. */
export function canJoin(tables: readonly SourceTable[], candidates: readonly JudgedCandidate[]): boolean {
  return joinTree(tables, candidates) !== undefined;
}

/** Longest tables first, since what is looked up in has fewer rows than what looks it up. */
function joinTree(tables: readonly SourceTable[], candidates: readonly JudgedCandidate[]): JoinTree | undefined {
  const usable = candidates.filter(({ isUsable }) => isUsable).toSorted((a, b) => b.score - a.score);
  const bases = [...tables.keys()].sort((a, b) => tables[b]!.rows - tables[a]!.rows);
  return bases.map((base) => treeFrom(base, tables, usable)).find((tree) => tree !== undefined);
}

function treeFrom(
  base: number,
  tables: readonly SourceTable[],
  usable: readonly JudgedCandidate[],
): JoinTree | undefined {
  const reached = new Set([base]);
  const joins: JudgedCandidate[] = [];
  while (reached.size < tables.length) {
    const next = usable.find(({ left, right }) => reached.has(left.source) && !reached.has(right.source));
    if (next === undefined) return undefined;
    reached.add(next.right.source);
    joins.push(next);
  }
  return { base, joins };
}

/** The columns of the base, then those that each join adds: its own key is there already. */
function joinedColumns(
  tables: readonly SourceTable[],
  { base, joins }: JoinTree,
  wishes: ColumnWishes,
): PlannedColumn[] {
  const wanted = [...wishes.values()].filter((name) => name !== null);
  const twice = wanted.find((name, at) => wanted.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new MashImpossible(
      `options.mapping gives two columns the name "${twice}". In a join each column has a name of its own; join_keys says which ones are the same.`,
    );
  }
  const names = new UniqueNames(wanted);
  const columns: (PlannedColumn & { sources: PlannedSource[] })[] = [];
  const add = (source: number, reason: string, keyColumns: readonly number[]) => {
    const table = tables[source]!;
    for (const [column, { name, type, semantic_type }] of table.columns.entries()) {
      const wish = wishFor(wishes, source, column);
      if (wish === null || (keyColumns.includes(column) && wish === undefined)) continue;
      const own = normalised(name);
      columns.push({
        name: wish ?? names.give(own, normalised(`${table.table}_${own}`)),
        type,
        semantic_type,
        sources: [{ source, column, reason: wish === undefined ? reason : 'as the mapping says' }],
      });
    }
  };
  add(base, 'of the table that the others are joined to', []);
  for (const { left, right, finding } of joins) {
    for (const [nth, column] of right.columns.entries()) {
      const partner = columns.find(({ sources }) =>
        sources.some((place) => place.source === left.source && place.column === left.columns[nth]),
      );
      partner?.sources.push({ source: right.source, column, reason: `join key: ${finding}` });
    }
    add(right.source, `looked up by ${shown(tables, left)}`, right.columns);
  }
  return columns;
}

function joinIssues(tables: readonly SourceTable[], { left, right, overlap, folded }: JudgedCandidate): MashIssue[] {
  const [from, to] = [tables[left.source]!, tables[right.source]!];
  const column = columnsOf(tables, left)
    .map(({ name }) => name)
    .join(', ');
  const lonely = from.rows - overlap.leftMatched;
  const unused = to.rows - overlap.common;
  return [
    ...(lonely > 0
      ? [
          {
            code: 'ROWS_WITHOUT_MATCH',
            detail: `${lonely} of ${from.rows} rows of ${from.table} find nothing in ${to.table}; its columns are null for them.`,
            content_ref: from.content_ref,
            column,
            count: lonely,
          },
        ]
      : []),
    ...(unused > 0
      ? [
          {
            code: 'ROWS_NOT_LOOKED_UP',
            detail: `${unused} of ${to.rows} rows of ${to.table} are asked for by no row of ${from.table}.`,
            content_ref: to.content_ref,
            count: unused,
          },
        ]
      : []),
    ...(folded
      ? [
          {
            code: 'KEYS_FOLDED',
            detail: `Values are found in ${shown(tables, right)} whatever their case and the space around them.`,
            content_ref: from.content_ref,
            column,
          },
        ]
      : []),
  ];
}

/** As if those who found a row were like those who did not. */
function filledShare(
  tables: readonly SourceTable[],
  { base, joins }: JoinTree,
  columns: readonly PlannedColumn[],
): number {
  const reaching = new Map([[base, 1]]);
  for (const { left, right, overlap } of joins) {
    const { rows } = tables[left.source]!;
    reaching.set(right.source, (reaching.get(left.source) ?? 0) * (rows === 0 ? 1 : overlap.leftMatched / rows));
  }
  const shares = columns.map(({ sources: [first] }) => {
    const table = tables[first!.source]!;
    const filled = table.rows === 0 ? 1 : 1 - table.columns[first!.column]!.nulls / table.rows;
    return filled * (reaching.get(first!.source) ?? 0);
  });
  return shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function noTree(tables: readonly SourceTable[], candidates: readonly JudgedCandidate[]): string {
  const considered = candidates
    .filter(({ folded }) => !folded)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_CANDIDATES_SHOWN)
    .map(({ finding }) => finding);
  const repeated = repeatedNamesakes(tables).slice(0, MOST_CANDIDATES_SHOWN - considered.length);
  const what = [
    ...(considered.length > 0 ? [`Considered were ${considered.join('; ')}.`] : []),
    ...(repeated.length > 0 ? [`Called alike, but repeating values: ${repeated.join('; ')}.`] : []),
  ];
  return (
    `No join brings ${tables.map(({ table }) => table).join(', ')} together: a table is joined by columns that tell its rows apart and whose values another one has. ` +
    `${what.length > 0 ? what.join(' ') : 'No column of one is like a key of another.'} Name the columns in options.join_keys, remove what repeats, or put the tables below one another with options.mode union.`
  );
}
