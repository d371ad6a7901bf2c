import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { IConfiguration } from 'dependency-cruiser';
import { breachesOfImports, importGraph, type Breach } from './import-graph.js';
import { breachesOfLint } from './lint-report.js';

const root = join(import.meta.dirname, '../..');
const fixtures = join(import.meta.dirname, 'fixtures');
const FIXTURE_RULES = readdirSync(fixtures).toSorted();

/** In a fixture the files whose name begins with `breaks-` break its rule; the others stand beside them and keep it. */
function filesMeantToBreak(rule: string): string[] {
  return readdirSync(join(fixtures, rule), { recursive: true, encoding: 'utf8' })
    .filter((file) => basename(file).startsWith('breaks-'))
    .toSorted();
}

const unique = (breaches: Breach[]): string[] => [
  ...new Set(breaches.map(({ file, rule }) => `${file} breaks ${rule}`).toSorted()),
];

describe('the rules of which way imports run', () => {
  let linted: Breach[];

  beforeAll(async () => {
    linted = await breachesOfLint('test/boundaries/fixtures');
  });

  it.each(FIXTURE_RULES)('%s is caught where a fixture breaks it, and nowhere else', async (rule) => {
    const folder = `test/boundaries/fixtures/${rule}/`;
    const caughtByLint = linted
      .filter(({ file }) => file.startsWith(folder))
      .map((breach) => ({ ...breach, file: breach.file.slice(folder.length) }));
    const caughtByImports = breachesOfImports(await importGraph(join(fixtures, rule)));

    const expected = filesMeantToBreak(rule).map((file) => `${file} breaks ${rule}`);
    expect(expected).not.toHaveLength(0);
    expect(unique([...caughtByImports, ...caughtByLint])).toEqual(expected);
  });

  it('every rule has a fixture that breaks it', async () => {
    const imports = (await import(join(root, '.dependency-cruiser.mjs'))) as { default: IConfiguration };
    const lint = (await import(join(root, 'scripts/lint/boundaries.mjs'))) as { default: { rules: object } };
    const rules = [
      ...(imports.default.forbidden ?? []).flatMap(({ name }) => name ?? []),
      ...Object.keys(lint.default.rules),
    ];

    expect(rules).toContain('planes-never-meet');
    expect(rules).toContain('clock-and-ids-are-injected');
    expect(rules.filter((rule) => !FIXTURE_RULES.includes(rule))).toEqual([]);
  });

  it('this repository keeps every one of them, without a circle', async () => {
    const repository = await importGraph(root);
    expect(unique(breachesOfImports(repository))).toEqual([]);
  });

  it('imports through the alias of the contracts and ESM imports of .js files are seen as what they are', async () => {
    const { modules } = await importGraph(root);
    const imports = modules.flatMap(({ dependencies }) => dependencies);
    const targetsOf = (written: RegExp): string[] => [
      ...new Set(imports.filter(({ module }) => written.test(module)).map(({ resolved }) => resolved)),
    ];

    expect(targetsOf(/^@app\/intent-contracts$/)).toEqual(['libs/intent-contracts/src/index.ts']);
    expect(targetsOf(/^\..*\.js$/).filter((resolved) => !/\.tsx?$/.test(resolved))).toEqual([]);
  });
});
