/** What a column of a row may hold. */
type Value = string | number | boolean | null;

/** The values of rows, column by column, each written as an array: what `unnest` makes rows of again. */
export function columnsOf(rows: readonly (readonly Value[])[], width: number): string[] {
  return Array.from({ length: width }, (_, column) => `{${rows.map((row) => elementOf(row[column]!)).join(',')}}`);
}

/** As the driver would write it, in half the time and without a string for each step of it. */
function elementOf(value: Value): string {
  if (typeof value !== 'string') return value === null ? 'NULL' : String(value);
  if (!/["\\]/.test(value)) return `"${value}"`;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** `unnest($1::text[], $2::bigint[] …)` for columns of these types, beginning with the parameter `first`. */
export function unnest(types: readonly string[], first = 1): string {
  return `unnest(${types.map((type, index) => `$${first + index}::${type}[]`).join(', ')})`;
}
