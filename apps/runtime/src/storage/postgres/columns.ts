/** The values of rows, column by column: what `unnest` makes rows of again. */
export function columnsOf(rows: readonly (readonly unknown[])[], width: number): unknown[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
}

/** `unnest($1::text[], $2::bigint[] …)` for columns of these types, beginning with the parameter `first`. */
export function unnest(types: readonly string[], first = 1): string {
  return `unnest(${types.map((type, index) => `$${first + index}::${type}[]`).join(', ')})`;
}
