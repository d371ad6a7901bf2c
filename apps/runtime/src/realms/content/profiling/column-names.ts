import { excerpt } from './excerpt.js';

/**
 * Names that tell the columns apart: those given, trimmed; `column_3` where the third has none; `name_2` where a name
 * has been given before.
 */
export function columnNames(given: readonly string[], width: number): string[] {
  const names = Array.from(
    { length: width },
    (_, index) => excerpt((given[index] ?? '').trim()) || `column_${index + 1}`,
  );
  const taken = new Set(names);
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let nth = 2; used.has(unique) || (unique !== name && taken.has(unique)); nth++) unique = `${name}_${nth}`;
    used.add(unique);
    return unique;
  });
}
