import { isEmptyCell, looksLikeValue, standsForNothing } from './cell-guess.js';

export interface HeaderGuess {
  header: boolean;
  /** Whether the cells give it away; if not, it is only the likelier reading. */
  certain: boolean;
}

const LONGEST_NAME = 100;

/** Words that name columns far more often than they stand in them. */
const CUSTOMARY_NAMES = new Set(
  (
    'id name first last surname email phone city country state region address street zip postcode date time year ' +
    'month day type status category title description notes comment value amount price cost total quantity count ' +
    'number code key currency product item customer company department gender age role url color colour size ' +
    'language text label group user username tag source target'
  ).split(' '),
);

/**
 * Whether the first row holds the names of the columns, judged against the rows below it:
 * values over values are data; a word over values is a name; among words alone, names differ from each other and from
 * what stands below them.
 */
export function guessHeader([first = [], ...body]: readonly string[][]): HeaderGuess {
  const columns = first.map((name, index) => ({
    name: name.trim(),
    cells: body.map((row) => row[index] ?? '').filter((cell) => !isEmptyCell(cell)),
  }));
  if (columns.every(({ name }) => name === '')) return { header: false, certain: true };
  if (columns.some(isWordOverValues)) return { header: true, certain: true };
  if (columns.some(({ name }) => looksLikeValue(name) || name.length > LONGEST_NAME)) {
    return { header: false, certain: true };
  }
  if (body.length === 0) return { header: true, certain: false };
  if (columns.some(({ name, cells }) => name !== '' && cells.some((cell) => cell.trim() === name))) {
    return { header: false, certain: true };
  }
  if (new Set(columns.map(({ name }) => name)).size < columns.length) return { header: false, certain: false };
  const customary = columns.some(({ name }) => hasCustomaryWord(name));
  const unlikeBody = columns.some(({ name, cells }) => !looksLikeThose(name, cells));
  return { header: customary || unlikeBody, certain: customary && unlikeBody };
}

function isWordOverValues({ name, cells }: { name: string; cells: string[] }): boolean {
  const isWord = name !== '' && !looksLikeValue(name) && !standsForNothing(name);
  return isWord && cells.length > 0 && cells.every((cell) => looksLikeValue(cell) || standsForNothing(cell));
}

/** Whether a cell of the same silhouette stands below, so that the name could be one of them. */
function looksLikeThose(name: string, cells: string[]): boolean {
  return cells.some((cell) => silhouette(cell) === silhouette(name));
}

function silhouette(cell: string): string {
  return cell
    .trim()
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/\p{Ll}+/gu, 'a')
    .replace(/\p{N}+/gu, '9');
}

function hasCustomaryWord(name: string): boolean {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .some((word) => CUSTOMARY_NAMES.has(word));
}
