import type { MashMode, MashOptions } from '@app/intent-contracts';
import { columnWishes } from './column-wishes.js';
import { type JoinCandidate, joinCandidates, judged } from './join-keys.js';
import { canJoin, planJoin } from './join-plan.js';
import { MashImpossible } from './mash-impossible.js';
import type { MashPlan } from './mash-plan.js';
import type { Measures, Measuring, OverlapRequest } from './measures.js';
import { columnAt, type ColumnPlace, type SourceTable } from './source-table.js';
import { align, type Aligned, type OverlapOf, sharedColumns } from './union-alignment.js';
import { planUnion, textsToTry } from './union-plan.js';
import { comparison, TOLD_BY_VALUES } from './types.js';

/**
 * From the first share of shared columns on, by what they are called, tables that nobody said anything of are put below
 * one another; from the second one on, they are if they cannot be joined. Below the third, values do not bring them there.
 */
const SHARED = { same: 0.9, alike: 0.6, perhaps: 0.25 };
const MOST_COMPARED = 64;

/** What planning wants to know of the values, with what it wants it for. */
export interface Questions extends Measuring {
  readonly joins: readonly JoinCandidate[];
  /** How much of the tables names alone bring together; see `sharedColumns`. */
  readonly sharedByName: number;
}

/**
 * What is to be measured before tables can be planned.
 * Throws `MashImpossible` for options that cannot be followed.
 */
export function questionsFor(tables: readonly SourceTable[], options: MashOptions): Questions {
  const wishes = columnWishes(tables, options.mapping ?? []);
  const byName = align(tables, wishes, () => undefined);
  const sharedByName = sharedColumns(tables, byName);
  const joins = mayBe('join', options, sharedByName) ? joinCandidates(tables, options.join_keys ?? []) : [];
  const mayBeUnion = mayBe('union', options, sharedByName);
  const alike = mayBeUnion ? unalignedPairs(tables, byName) : [];
  return {
    joins,
    sharedByName,
    overlaps: [...joins, ...alike],
    conversions: mayBeUnion ? [...textsToTry(tables, byName), ...datedTexts(tables, byName)] : [],
  };
}

/**
 * The plan, by what was measured. It depends on nothing else: the same tables give the same plan.
 * Throws `MashImpossible` if the tables do not fit together.
 */
export function planMash(
  tables: readonly SourceTable[],
  options: MashOptions,
  questions: Questions,
  measures: Measures,
): MashPlan {
  const wishes = columnWishes(tables, options.mapping ?? []);
  const aligned = align(tables, wishes, overlapsBy(questions, measures));
  const candidates = questions.joins.map((candidate, nth) => judged(tables, candidate, measures.overlaps[nth]!));
  const shared = { byName: questions.sharedByName, byAll: sharedColumns(tables, aligned) };
  const mode = modeOf(options, shared, () => canJoin(tables, candidates));
  if (mode === 'join') return planJoin(tables, candidates, wishes);
  if (aligned.every(({ sources }) => sources.length < 2)) {
    throw new MashImpossible(
      `A union of ${tables.map(({ table }) => table).join(', ')} would have no column that two of them share. Say in options.mapping which columns are the same, or join them.`,
    );
  }
  return planUnion(tables, aligned, convertiblesBy(questions.conversions, measures));
}

/** Whether a mode is to be thought of, by what names alone tell. */
function mayBe(mode: MashMode, { mode: wanted = 'auto', join_keys }: MashOptions, shared: number): boolean {
  if (wanted !== 'auto') return wanted === mode;
  if (mode === 'join') return shared < SHARED.same || join_keys !== undefined;
  return shared >= SHARED.perhaps && join_keys === undefined;
}

function modeOf(
  { mode = 'auto', join_keys }: MashOptions,
  shared: { byName: number; byAll: number },
  joinable: () => boolean,
): MashMode {
  if (mode !== 'auto') return mode;
  if (join_keys !== undefined) return 'join';
  return shared.byName >= SHARED.same || (shared.byAll >= SHARED.alike && !joinable()) ? 'union' : 'join';
}

/** Columns that names leave alone, whose values may tell that they are the same. */
function unalignedPairs(tables: readonly SourceTable[], byName: readonly Aligned[]): OverlapRequest[] {
  const lonely = byName.flatMap(({ sources }) => (sources.length < tables.length ? sources : []));
  const pairs = lonely.flatMap((left) =>
    lonely.flatMap((right): OverlapRequest[] => {
      if (left.source >= right.source) return [];
      const [one, other] = [columnAt(tables, left), columnAt(tables, right)];
      const how = comparison(one.type, other.type);
      const isLikely = TOLD_BY_VALUES.has(one.semantic_type) && TOLD_BY_VALUES.has(other.semantic_type);
      if (how === undefined || !isLikely) return [];
      const setOf = ({ source, column }: ColumnPlace) => ({ source, columns: [column] });
      return [{ left: setOf(left), right: setOf(right), comparisons: [how], folded: false }];
    }),
  );
  return pairs.slice(0, MOST_COMPARED);
}

/** Texts that look like dates, of columns that another name or meaning may yet bring together. */
function datedTexts(tables: readonly SourceTable[], byName: readonly Aligned[]): ColumnPlace[] {
  return byName
    .filter(({ sources }) => sources.length < tables.length)
    .flatMap(({ sources }) => sources)
    .filter((place) => {
      const { type, semantic_type } = columnAt(tables, place);
      return (
        type === 'text' && (semantic_type === 'datetime' || semantic_type === 'money' || semantic_type === 'percentage')
      );
    })
    .map(({ source, column }) => ({ source, column }));
}

function overlapsBy({ overlaps }: Questions, measures: Measures): OverlapOf {
  const known = new Map<string, number>();
  for (const [nth, { left, right }] of overlaps.entries()) {
    const { leftDistinct, rightDistinct, common } = measures.overlaps[nth]!;
    const fewer = Math.min(leftDistinct, rightDistinct);
    if (left.columns.length !== 1 || fewer === 0) continue;
    known.set(pairOf(left.source, left.columns[0]!, right.source, right.columns[0]!), common / fewer);
  }
  return (one, other) =>
    known.get(pairOf(one.source, one.column, other.source, other.column)) ??
    known.get(pairOf(other.source, other.column, one.source, one.column));
}

const pairOf = (...places: number[]): string => places.join('/');

function convertiblesBy(requests: readonly ColumnPlace[], { conversions }: Measures) {
  const known = new Map(requests.map(({ source, column }, nth) => [pairOf(source, column), conversions[nth]]));
  return ({ source, column }: ColumnPlace) => known.get(pairOf(source, column));
}
