import type { DataMash, MashColumn, MashFormat, MashIssue, MashJoin } from '@app/intent-contracts';
import type { Artifact, Saga } from '../../realm-kit/index.js';
import type { MashPlan } from './planning/mash-plan.js';
import { type ColumnSet, columnsOf, type SourceTable } from './planning/source-table.js';

/** What was made. */
export interface Product {
  readonly artifact: Artifact;
  readonly format: MashFormat;
  readonly rows: number;
  /** For each of the plan's keys, how many rows it tells apart. */
  readonly told: readonly number[];
}

interface Made {
  readonly tables: readonly SourceTable[];
  readonly plan: MashPlan;
  readonly product: Product;
  /** What is known of the sources. */
  readonly found: readonly MashIssue[];
}

/** The data product as the world sees it. */
export function describedMash(
  saga: Pick<Saga, 'executionId' | 'sessionId' | 'now'>,
  { tables, plan, product, found }: Made,
): DataMash {
  const { artifact, format, rows, told } = product;
  const read = plan.base === undefined ? tables.reduce((sum, table) => sum + table.rows, 0) : tables[plan.base]!.rows;
  const empty = read - rows;
  return {
    mash_id: artifact.artifact_id,
    artifact_id: artifact.artifact_id,
    filename: artifact.filename,
    format,
    media_type: artifact.media_type,
    size: artifact.size,
    sha256: artifact.sha256,
    mode: plan.mode,
    model: {
      columns: describedColumns(tables, plan),
      keys: plan.keys.filter((_, nth) => told[nth] === rows).map((key) => [...key]),
    },
    quality: {
      issues: [...found, ...plan.issues, ...emptyRows(empty), ...repeatedKeys(plan, product)],
      // The plan reckons with every row of the sources; those without a value are no cells of the data product.
      score: Math.round(100 * plan.filled * (rows === 0 ? 1 : read / rows)) / 100,
    },
    rows: {
      in: Object.fromEntries(tables.map((table) => [table.content_ref, table.rows])),
      out: rows,
      dropped: empty + plan.unused,
    },
    lineage: {
      execution_id: saga.executionId,
      sources: tables.map(({ content_ref, artifact_id, filename, table, sha256 }) => {
        return { content_ref, artifact_id, filename, table, sha256 };
      }),
      joins: describedJoins(tables, plan),
    },
    session_id: saga.sessionId,
    created_at: saga.now().toISOString(),
  };
}

export function describedColumns(tables: readonly SourceTable[], { columns }: MashPlan): MashColumn[] {
  return columns.map(({ name, type, semantic_type, sources }) => ({
    name,
    type,
    semantic_type,
    sources: sources.map(({ source, column, reason }) => ({
      content_ref: tables[source]!.content_ref,
      column: tables[source]!.columns[column]!.name,
      reason,
    })),
  }));
}

export function describedJoins(tables: readonly SourceTable[], { joins }: MashPlan): MashJoin[] {
  const side = (set: ColumnSet) => ({
    content_ref: tables[set.source]!.content_ref,
    columns: columnsOf(tables, set).map(({ name }) => name),
  });
  return joins.map(({ left, right, reason }) => ({ left: side(left), right: side(right), reason }));
}

function emptyRows(count: number): MashIssue[] {
  return count > 0 ? [{ code: 'EMPTY_ROWS', detail: `${count} rows without a value were left out.`, count }] : [];
}

/** Where each source had a key of its own, and the data product has not. */
function repeatedKeys({ keys }: MashPlan, { rows, told }: Product): MashIssue[] {
  return keys.flatMap((key, nth): MashIssue[] => {
    const count = rows - (told[nth] ?? rows);
    if (count === 0) return [];
    const detail = `${key.join(', ')} told the rows of each source apart; in the data product ${count} rows repeat a value.`;
    return [{ code: 'DUPLICATE_KEYS', detail, column: key.join(', '), count }];
  });
}
