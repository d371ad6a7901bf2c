import { ProblemError } from '../../../realm-kit/index.js';

const MOST_LISTED = 20;

/**
 * Which table of a content is meant, counted from 0: the one of this name, else the nth, counted from 1.
 * Throws TABLE_NOT_FOUND, and says which there are.
 */
export function tableNamed(
  table: string,
  { filename, tables: names }: { readonly filename: string; readonly tables: readonly string[] },
): number {
  const named = names.indexOf(table);
  const nth = named === -1 && /^[1-9]\d{0,5}$/.test(table) ? Number(table) - 1 : named;
  if (nth >= 0 && nth < names.length) return nth;
  const listed = names.slice(0, MOST_LISTED).map((name) => `"${name}"`);
  const all =
    names.length > MOST_LISTED ? `${listed.join(', ')} and ${names.length - MOST_LISTED} more` : listed.join(', ');
  const there =
    names.length === 0
      ? 'It has no tables: leave the table out.'
      : `There ${names.length === 1 ? 'is' : 'are'} ${all}.`;
  throw new ProblemError('TABLE_NOT_FOUND', `"${filename}" has no table "${table}". ${there}`, {
    allowed: [...names],
  });
}
