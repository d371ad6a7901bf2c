import type { MashOptions } from '@app/intent-contracts';
import { MashImpossible } from './mash-impossible.js';
import type { SourceTable } from './source-table.js';

/** The name that a union gives to where a row is from. */
export const SOURCE_COLUMN = '_source';

/** What the options say of columns: by source and column the name that is wanted, null to leave it out. */
export type ColumnWishes = ReadonlyMap<string, string | null>;

const placeOf = (source: number, column: number) => `${source}/${column}`;

/** Throws `MashImpossible` for a column that is not there, or is named twice. */
export function columnWishes(
  tables: readonly SourceTable[],
  mapping: NonNullable<MashOptions['mapping']>,
): ColumnWishes {
  const wishes = new Map<string, string | null>();
  for (const { content_ref, column, to } of mapping) {
    const source = sourceOf(tables, content_ref, 'mapping');
    const place = placeOf(source, columnOf(tables[source]!, column, 'mapping'));
    if (wishes.has(place)) {
      throw new MashImpossible(`options.mapping names the column "${column}" of ${content_ref} twice. Name it once.`);
    }
    wishes.set(place, to);
  }
  refuseLookalikes([...new Set(wishes.values())].filter((name) => name !== null));
  return wishes;
}

/** Tables take names for the same that differ in their case alone. */
function refuseLookalikes(names: readonly string[]): void {
  const twice = names.find((name, at) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) !== at);
  if (twice !== undefined) {
    throw new MashImpossible(
      `options.mapping has the name "${twice}" with another spelling, too. Write it in one way.`,
    );
  }
  if (names.some((name) => name.toLowerCase() === SOURCE_COLUMN)) {
    throw new MashImpossible(
      `options.mapping calls a column "${SOURCE_COLUMN}", which a union has already. Choose another name.`,
    );
  }
}

/** The name that is wanted for a column; null to leave it out, undefined if nothing is said of it. */
export function wishFor(wishes: ColumnWishes, source: number, column: number): string | null | undefined {
  return wishes.get(placeOf(source, column));
}

/** The place of a source that an option names. */
export function sourceOf(tables: readonly SourceTable[], contentRef: string, option: string): number {
  const source = tables.findIndex(({ content_ref }) => content_ref === contentRef);
  if (source >= 0) return source;
  throw new MashImpossible(`options.${option} names ${contentRef}, which is not among the content_refs.`);
}

/** The place of a column that an option names. */
export function columnOf({ content_ref, columns }: SourceTable, name: string, option: string): number {
  const column = columns.findIndex((one) => one.name === name);
  if (column >= 0) return column;
  const there = columns.slice(0, 20).map((one) => `"${one.name}"`);
  throw new MashImpossible(
    `options.${option} names the column "${name}" of ${content_ref}, which has ${there.join(', ')}${columns.length > 20 ? ' and more' : ''}.`,
  );
}
