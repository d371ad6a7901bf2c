import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const SOURCES = {
  apps: 'apps/*/src',
  'apps/experience/console': 'apps/experience/console/src',
  libs: 'libs/*/src',
  examples: 'examples/*/*/src',
};

/** A file and the rule that it breaks. */
export interface Breach {
  file: string;
  rule: string;
}

/** The imports of a tree that is laid out as this repository is, judged by the rules of this repository. */
export async function importGraph(tree: string): Promise<ICruiseResult> {
  const options = await extractOptions(join(root, '.dependency-cruiser.mjs'));
  const sources = Object.entries(SOURCES).filter(([folder]) => existsSync(join(tree, folder)));
  const { output } = await cruise(
    sources.map(([, pattern]) => pattern),
    { ...options, baseDir: tree },
    undefined,
    { tsConfig: extractTsConfig(join(root, 'tsconfig.json')) },
  );
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  return output;
}

/** Every file of the graph that breaks a rule; of a circle every member counts. */
export function breachesOfImports({ summary }: ICruiseResult): Breach[] {
  return summary.violations.flatMap(({ rule, from, cycle }) =>
    [from, ...(cycle ?? []).map(({ name }) => name)].map((file) => ({ file, rule: rule.name })),
  );
}
