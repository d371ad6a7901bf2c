import type { ColumnType, MashIssue } from '@app/intent-contracts';
import { keptKeys } from './kept-keys.js';
import type { MashPlan, PlannedColumn } from './mash-plan.js';
import type { Convertible } from './measures.js';
import { columnAt, type ColumnPlace, type SourceColumn, type SourceTable } from './source-table.js';
import type { Aligned } from './union-alignment.js';
import { commonMeaning, commonType, type Conversion, CONVERSIONS, conversionsTo } from './types.js';

/** So many texts of a column have to be readable as what the others hold; what is not is told, and becomes null. */
const READABLE_SHARE = 0.95;
const MOST_KEYS = 3;

export type ConvertibleOf = (place: ColumnPlace) => Convertible | undefined;

/** Texts that may hold what other sources have as another type. */
export function textsToTry(tables: readonly SourceTable[], aligned: readonly Aligned[]): ColumnPlace[] {
  return aligned.flatMap(({ sources }) => {
    const types = new Set(sources.map((place) => columnAt(tables, place).type));
    if (types.size === 1) return [];
    return sources
      .filter((place) => isFilledText(columnAt(tables, place)))
      .map(({ source, column }) => ({ source, column }));
  });
}

/** One column for each of the aligned ones, with the type that has room for all its values. */
export function planUnion(
  tables: readonly SourceTable[],
  aligned: readonly Aligned[],
  convertibleOf: ConvertibleOf,
): MashPlan {
  const issues: MashIssue[] = [];
  const columns = aligned.map((one) => {
    const { type, conversions } = reconcile(tables, one, convertibleOf, issues);
    tellWhoHasItNot(tables, one, issues);
    return {
      name: one.name,
      type,
      semantic_type: commonMeaning(
        one.sources.map((place) => columnAt(tables, place).semantic_type),
        type,
      ),
      sources: one.sources.map((place, nth) => {
        const conversion = conversions[nth];
        const isEmpty = columnAt(tables, place).distinct === 0;
        return { ...place, ...(conversion !== undefined && { conversion }), ...(isEmpty && { isEmpty }) };
      }),
    };
  });
  return {
    mode: 'union',
    columns,
    joins: [],
    keys: sharedKeys(tables, columns),
    issues,
    unused: 0,
    filled: filledShare(tables, columns, convertibleOf),
  };
}

interface Reconciled {
  type: ColumnType;
  /** For each source how its text is read; undefined for one that is taken as it is. */
  conversions: (Conversion | undefined)[];
}

/** Empty columns have no say: their type is a guess about nothing. */
function reconcile(
  tables: readonly SourceTable[],
  { name, sources }: Aligned,
  convertibleOf: ConvertibleOf,
  issues: MashIssue[],
): Reconciled {
  const asTheyAre = sources.map(() => undefined);
  const filled = sources.filter((place) => filledCells(columnAt(tables, place), tables[place.source]!) > 0);
  const type = commonType((filled.length > 0 ? filled : sources).map((place) => columnAt(tables, place).type));
  const types = [...new Set(filled.map((place) => columnAt(tables, place).type))];
  if (types.length < 2) return { type, conversions: asTheyAre };
  if (type !== 'text') {
    issues.push(reconciled(name, types, `all of it is ${type}`));
    return { type, conversions: asTheyAre };
  }
  const target = commonType(types.filter((one) => one !== 'text'));
  if (!types.includes('text') || target === 'text') {
    issues.push(reconciled(name, types, 'nothing but text has room for both'));
    return { type, conversions: asTheyAre };
  }
  const found: MashIssue[] = [];
  const conversions = sources.map((place) =>
    isFilledText(columnAt(tables, place)) ? reading(tables, place, target, convertibleOf(place), found) : undefined,
  );
  issues.push(...found);
  const unread = sources.find((place, nth) => isFilledText(columnAt(tables, place)) && conversions[nth] === undefined);
  if (unread !== undefined) {
    issues.push(reconciled(name, types, `texts of ${tables[unread.source]!.content_ref} are no ${target}`));
    return { type: 'text', conversions: asTheyAre };
  }
  const read = conversions.flatMap((conversion) => (conversion === undefined ? [] : [CONVERSIONS[conversion]]));
  const common = commonType([...types.filter((one) => one !== 'text'), ...read]);
  issues.push(reconciled(name, types, `its texts are read as ${common}`));
  return { type: common, conversions };
}

/** The one way in which (nearly) all texts of the column can be read; undefined if there is none, or more than one. */
function reading(
  tables: readonly SourceTable[],
  place: ColumnPlace,
  target: ColumnType,
  convertible: Convertible | undefined,
  issues: MashIssue[],
): Conversion | undefined {
  if (convertible === undefined) return undefined;
  const table = tables[place.source]!;
  const column = columnAt(tables, place);
  const cells = filledCells(column, table);
  const where = { content_ref: table.content_ref, column: column.name };
  const ways = conversionsTo(target).filter((way) => convertible[way] >= READABLE_SHARE * cells);
  const most = Math.max(...ways.map((way) => convertible[way]));
  const best = ways.filter((way) => convertible[way] === most);
  if (best.length === 0) return undefined;
  const isDay = best.includes('date-dmy') && best.includes('date-mdy');
  if (isDay || (best.includes('number-point') && best.includes('number-comma'))) {
    const both = isDay ? 'with the day first or with the month first' : 'with a decimal point or a decimal comma';
    issues.push({
      code: isDay ? 'DATES_AMBIGUOUS' : 'NUMBERS_AMBIGUOUS',
      detail: `All values can be read ${both}, so they stay text. Upload them as ${isDay ? 'YYYY-MM-DD' : 'plain numbers'}.`,
      ...where,
      count: most,
    });
    return undefined;
  }
  const lost = cells - most;
  if (lost > 0) {
    issues.push({
      code: 'VALUES_NOT_CONVERTED',
      detail: `${lost} of ${cells} values are no ${target} and are null in the data product.`,
      ...where,
      count: lost,
    });
  }
  return best[0];
}

function reconciled(column: string, types: readonly ColumnType[], outcome: string): MashIssue {
  return { code: 'TYPES_RECONCILED', detail: `The sources have ${types.join(' and ')}: ${outcome}.`, column };
}

function tellWhoHasItNot(tables: readonly SourceTable[], { name, sources }: Aligned, issues: MashIssue[]): void {
  const without = tables.filter((_, source) => sources.every((place) => place.source !== source));
  if (without.length === 0) return;
  issues.push({
    code: 'COLUMN_NOT_IN_ALL',
    detail: `Not in ${without.map(({ content_ref, table }) => `${table} (${content_ref})`).join(', ')}; null for their rows.`,
    column: name,
    count: without.reduce((rows, table) => rows + table.rows, 0),
  });
}

/** Sets of columns that tell rows apart in every source. */
function sharedKeys(tables: readonly SourceTable[], columns: readonly PlannedColumn[]): string[][] {
  const keysIn = tables.map((_, source) => keptKeys(tables, source, columns).map((key) => key.toSorted().join('\0')));
  const [first = [], ...others] = keysIn;
  const shared = first.filter((key) => others.every((keys) => keys.includes(key)));
  return shared.slice(0, MOST_KEYS).map((key) => key.split('\0'));
}

function filledShare(
  tables: readonly SourceTable[],
  columns: readonly PlannedColumn[],
  convertibleOf: ConvertibleOf,
): number {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const filled = columns
    .flatMap(({ sources }) => sources)
    .map(({ conversion, ...place }) =>
      conversion === undefined
        ? filledCells(columnAt(tables, place), tables[place.source]!)
        : (convertibleOf(place)?.[conversion] ?? 0),
    );
  return rows * columns.length === 0 ? 1 : filled.reduce((sum, cells) => sum + cells, 0) / (rows * columns.length);
}

function filledCells({ nulls }: SourceColumn, { rows }: SourceTable): number {
  return rows - nulls;
}

function isFilledText({ type, distinct }: SourceColumn): boolean {
  return type === 'text' && distinct > 0;
}
