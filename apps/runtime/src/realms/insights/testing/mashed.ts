import { text } from 'node:stream/consumers';
import type { MashOptions } from '@app/intent-contracts';
import type { TableFile } from '../engine/mash-job.js';
import type { MashPlan } from '../planning/mash-plan.js';
import { planMash, questionsFor } from '../planning/plan-mash.js';
import type { SourceTable } from '../planning/source-table.js';
import { InProcessMasher } from './in-process-masher.js';
import { type MadeColumn, madeTable, withCopies } from './made-table.js';

export type Made = readonly [name: string, columns: Record<string, MadeColumn>, keys?: string[][]];

export interface Mashed {
  readonly plan: MashPlan;
  readonly rows: Record<string, unknown>[];
  readonly told: readonly number[];
}

/** Plans tables and makes the data product, as the intent does; its rows as JSON has them. */
export async function mashed(made: readonly Made[], options: MashOptions = {}): Promise<Mashed> {
  return inCopies(made, async (tables, files) => {
    const plan = await planned(tables, files, options);
    let rows: Record<string, unknown>[] = [];
    const { told } = await new InProcessMasher().materialize(
      { tables: files, contentRefs: tables.map(({ content_ref }) => content_ref), plan, format: 'json' },
      new AbortController().signal,
      async (bytes) => {
        rows = JSON.parse(await text(bytes)) as Record<string, unknown>[];
      },
    );
    return { plan, rows, told };
  });
}

/** Only the plan. */
export function planOf(made: readonly Made[], options: MashOptions = {}): Promise<MashPlan> {
  return inCopies(made, (tables, files) => planned(tables, files, options));
}

/** The columns of a plan by name, each with what it was made of. */
export function columnsIn({ columns }: MashPlan): Record<string, string[]> {
  return Object.fromEntries(
    columns.map(({ name, sources }) => [name, sources.map(({ source, column }) => `${source}.${column}`)]),
  );
}

async function planned(tables: SourceTable[], files: TableFile[], options: MashOptions): Promise<MashPlan> {
  const questions = questionsFor(tables, options);
  const measures = await new InProcessMasher().measure({ tables: files, measuring: questions });
  return planMash(tables, options, questions, measures);
}

function inCopies<Result>(
  made: readonly Made[],
  use: (tables: SourceTable[], files: TableFile[]) => Promise<Result>,
): Promise<Result> {
  const tables = made.map(([name, columns, keys]) => madeTable(name, columns, keys));
  const copies = made.map(([, columns], nth) => ({ table: tables[nth]!, columns }));
  return withCopies(copies, (files) => use(tables, files));
}
