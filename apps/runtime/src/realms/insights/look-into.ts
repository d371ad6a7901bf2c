import type { MashOptions } from '@app/intent-contracts';
import type { QueryContext } from '../../realm-kit/index.js';
import type { Masher } from './engine/masher.js';
import type { Measures } from './planning/measures.js';
import { type Questions, questionsFor } from './planning/plan-mash.js';
import type { SourceTable } from './planning/source-table.js';
import { withTables } from './with-tables.js';

/** What was asked of the values, and what came of it. */
export interface Insight {
  readonly questions: Questions;
  readonly measures: Measures;
}

/** Looks at as much of the values as planning needs. */
export async function lookInto(
  tables: readonly SourceTable[],
  options: MashOptions,
  { artifacts, signal }: Pick<QueryContext, 'artifacts' | 'signal'>,
  masher: Masher,
): Promise<Insight> {
  const questions = questionsFor(tables, options);
  const { overlaps, conversions } = questions;
  if (overlaps.length + conversions.length === 0) return { questions, measures: { overlaps: [], conversions: [] } };
  const measures = await withTables(tables, artifacts, (files) =>
    masher.measure({ tables: files, measuring: { overlaps, conversions } }, signal),
  );
  return { questions, measures };
}
