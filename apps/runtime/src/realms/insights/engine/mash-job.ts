import type { MashFormat } from '@app/intent-contracts';
import type { MashPlan } from '../planning/mash-plan.js';
import type { Measures, Measuring } from '../planning/measures.js';

/** The copy of a table, columns `c1` and on. */
export interface TableFile {
  readonly path: string;
  readonly columns: number;
  readonly rows: number;
  /** Whether there may be rows in which every cell is empty. */
  readonly mayHaveEmptyRows: boolean;
}

/** Values to be looked at. */
export interface MeasureJob {
  readonly task: 'measure';
  readonly tables: readonly TableFile[];
  readonly measuring: Measuring;
  /** A folder of the job's own, empty at first and removed after it. */
  readonly workDir: string;
}

/** A data product to be made. */
export interface MaterializeJob {
  readonly task: 'materialize';
  readonly tables: readonly TableFile[];
  /** What a union calls the sources in its rows. */
  readonly contentRefs: readonly string[];
  readonly plan: Pick<MashPlan, 'mode' | 'columns' | 'base' | 'joins' | 'keys'>;
  readonly format: MashFormat;
  readonly workDir: string;
}

export interface Materialized {
  /** The file in `workDir`. */
  readonly file: string;
  readonly rows: number;
  /** For each of the plan's keys, how many rows it tells apart. */
  readonly told: readonly number[];
}

export type MasherJob = MeasureJob | MaterializeJob;
export type MasherAnswer = { measured: Measures } | { materialized: Materialized } | { failed: string };
