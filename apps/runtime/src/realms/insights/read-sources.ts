import {
  ContentTables,
  type ContentTable,
  type ContentTablesOutput,
  type MashIssue,
  ProfileContent,
} from '@app/intent-contracts';
import type { Asker } from '../../realm-kit/index.js';
import { MashImpossible } from './planning/mash-impossible.js';
import type { SourceTable } from './planning/source-table.js';

const MOST_COLUMNS = 1_000;
const MOST_NAMES_SHOWN = 20;

/**
 * The tables that the references name, in their order. Rejects with `MashImpossible` for one that is no table, or with
 * what `content.tables` says of one that is not there.
 */
export async function readSources(contentRefs: readonly string[], asker: Asker): Promise<SourceTable[]> {
  const tables: SourceTable[] = [];
  const contents = once((artifact_id: string) => asker.ask(ContentTables, { artifact_id }));
  for (const contentRef of contentRefs) {
    const { artifactId, sheet } = partsOf(contentRef);
    tables.push(sourceOf(contentRef, sheet, await contents(artifactId)));
  }
  const twice = tables.find(({ copy }, at) => tables.findIndex((other) => other.copy === copy) !== at);
  if (twice !== undefined) {
    throw new MashImpossible(
      `The content_refs name the table ${twice.table} of ${twice.artifact_id} twice. Name it once.`,
    );
  }
  const columns = tables.reduce((sum, table) => sum + table.columns.length, 0);
  if (columns > MOST_COLUMNS) {
    throw new MashImpossible(
      `The tables have ${columns} columns in all; ${MOST_COLUMNS} are the most that can be mashed.`,
    );
  }
  return tables;
}

/** What the profiles of the files warn of. */
export async function readWarnings(tables: readonly SourceTable[], asker: Asker): Promise<MashIssue[]> {
  const issues: MashIssue[] = [];
  const profiles = once((artifact_id: string) => asker.ask(ProfileContent, { artifact_id }));
  for (const { content_ref, artifact_id, table } of tables) {
    const { profile } = await profiles(artifact_id);
    for (const { code, detail, table: of, row, column } of profile.warnings) {
      if (of !== undefined && of !== table) continue;
      const where = row === undefined ? detail : `Row ${row}: ${detail}`;
      issues.push({ code, detail: where, content_ref, ...(column !== undefined && { column }) });
    }
  }
  return issues;
}

/** Asks the same of each content once, however many of its sheets are named. */
function once<Answer>(ask: (artifactId: string) => Promise<Answer>): (artifactId: string) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (artifactId) => {
    const answer = answers.get(artifactId) ?? ask(artifactId);
    answers.set(artifactId, answer);
    return answer;
  };
}

/** `art_…#sheet`; the name of a sheet may have a `#` of its own. */
function partsOf(contentRef: string): { artifactId: string; sheet: string | undefined } {
  const at = contentRef.indexOf('#');
  return at < 0
    ? { artifactId: contentRef, sheet: undefined }
    : { artifactId: contentRef.slice(0, at), sheet: contentRef.slice(at + 1) };
}

function sourceOf(
  contentRef: string,
  sheet: string | undefined,
  { content, tables }: ContentTablesOutput,
): SourceTable {
  const { table, artifact_id: copy } = chosen(contentRef, sheet, content.filename, tables);
  if (copy === undefined) {
    throw new MashImpossible(
      `The table ${table.name} of ${content.filename} (${contentRef}) is too wide to be mashed.`,
    );
  }
  return {
    content_ref: contentRef,
    artifact_id: content.artifact_id,
    filename: content.filename,
    table: table.name,
    sha256: content.sha256,
    copy,
    rows: table.rows,
    duplicate_rows: table.duplicate_rows,
    columns: table.columns.map(({ name, type, semantic_type, nulls, distinct }) => ({
      name,
      type,
      semantic_type,
      nulls,
      distinct,
    })),
    keys: table.candidate_keys,
  };
}

function chosen(
  contentRef: string,
  sheet: string | undefined,
  filename: string,
  tables: readonly ContentTable[],
): ContentTable {
  const [first] = tables;
  if (first === undefined)
    throw new MashImpossible(`${filename} (${contentRef}) holds no table: it is a text or a binary file.`);
  if (sheet === undefined && tables.length === 1) return first;
  const named = tables.find(({ table }) => table.name === sheet);
  if (named !== undefined) return named;
  const names = tables
    .slice(0, MOST_NAMES_SHOWN)
    .map(({ table }) => `"${table.name}"`)
    .join(', ');
  throw new MashImpossible(
    sheet === undefined
      ? `${filename} (${contentRef}) has several tables. Name one as ${contentRef}#<name>: ${names}.`
      : `${filename} (${contentRef}) has no table "${sheet}". It has ${names}.`,
  );
}
