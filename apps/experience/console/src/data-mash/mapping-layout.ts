/** A column that a mash reads, or one that it makes. */
export interface MappingEnd {
  readonly key: string;
  readonly name: string;
  readonly group: string;
  readonly at: number;
}

export interface MappingLine {
  readonly from: MappingEnd;
  readonly to: MappingEnd;
  readonly reason: string;
}

export interface MappingLayout {
  /** Contents with their columns, one below the other; `at` is the row in which each stands. */
  readonly groups: readonly { readonly ref: string; readonly at: number; readonly columns: readonly MappingEnd[] }[];
  readonly made: readonly MappingEnd[];
  readonly lines: readonly MappingLine[];
  readonly rows: number;
}

interface Made {
  readonly name: string;
  readonly sources: readonly { readonly content_ref: string; readonly column: string; readonly reason: string }[];
}

/** Sources at the left, what is made at the right, a line for each column that goes into another. */
export function mappingLayout(
  sources: readonly { readonly ref: string; readonly columns: readonly string[] }[],
  columns: readonly Made[],
): MappingLayout {
  let at = 0;
  const groups = sources.map(({ ref, columns: names }) => {
    const head = at;
    at += 1;
    const ends = names.map((name): MappingEnd => ({ key: keyOf(ref, name), name, group: ref, at: at++ }));
    return { ref, at: head, columns: ends };
  });
  const byKey = new Map(groups.flatMap((group) => group.columns.map((end) => [end.key, end] as const)));
  const made = columns.map(({ name }, index): MappingEnd => ({ key: name, name, group: '', at: index + 1 }));
  const lines = columns.flatMap(({ sources: from }, index) =>
    from.flatMap(({ content_ref, column, reason }): MappingLine[] => {
      const source = byKey.get(keyOf(content_ref, column));
      return source ? [{ from: source, to: made[index]!, reason }] : [];
    }),
  );
  return { groups, made, lines, rows: Math.max(at, made.length + 1) };
}

function keyOf(ref: string, column: string): string {
  return `${ref}\n${column}`;
}
