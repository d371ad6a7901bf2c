import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../processes/planes.js';

interface Proof {
  readonly where: string;
  readonly title: string | undefined;
}

/** The proofs that a document names: a file, and maybe the title of a test in it. */
function proofsIn(document: string): Proof[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(/`(test\/[\w./-]+\.e2e\.ts)`(?:: ([^|\n]+))?/g)].map(([, where, title]) => ({
    where: where!,
    title: title?.trim(),
  }));
}

describe.each(['SECURITY.md', 'docs/security/asvs.md'])('%s', (document) => {
  it('names tests that there are, by the titles that they have', () => {
    const proofs = proofsIn(document);
    expect(proofs.length).toBeGreaterThan(10);
    const missing = proofs.filter(({ where, title }) => {
      const file = join(ROOT, where);
      return !existsSync(file) || (title !== undefined && !readFileSync(file, 'utf8').includes(title));
    });
    expect(missing).toEqual([]);
  });
});
