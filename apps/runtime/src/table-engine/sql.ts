/**
 * The one place where text becomes part of SQL. Columns that are computed with are called `c1`, `c2` and on; what a user
 * wrote is an identifier only as the name of a column that is written. Paths, delimiters and JSON keys are literals.
 */

/** A string literal. Throws a TypeError for NUL, which SQL text cannot hold. */
export function literal(text: string): string {
  if (text.includes('\0')) throw new TypeError('A SQL literal cannot hold NUL.');
  return `'${text.replaceAll("'", "''")}'`;
}

/** A quoted identifier. Throws a TypeError for NUL, which SQL text cannot hold, and for an empty one. */
export function identifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new TypeError('A SQL identifier cannot be empty or hold NUL.');
  return `"${name.replaceAll('"', '""')}"`;
}

/** The name of the nth column of the staged table, counted from 0. */
export function columnId(index: number): string {
  return `c${index + 1}`;
}

/** An RFC 6901 pointer to a member of an object, as a literal. */
export function memberPointer(key: string): string {
  return literal(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}
