import { describe, expect, it } from '@jest/globals';
import { LineageStore, type Derivation, type LineageRecord } from '../storage/lineage-store.js';
import { LineageService } from './lineage.service.js';

/** Lineage in memory: `b<a` says that b was made from a. */
class Drawn extends LineageStore {
  private readonly edges: Derivation[];

  constructor(
    drawn: readonly string[],
    private readonly forgotten: readonly string[] = [],
  ) {
    super();
    this.edges = drawn.map((line) => ({ artifactId: line.split('<')[0]!, sourceId: line.split('<')[1]! }));
  }

  override async sourcesOf(_: string, of: readonly string[], limit: number): Promise<Derivation[]> {
    return this.edges.filter(({ artifactId }) => of.includes(artifactId)).slice(0, limit);
  }

  override async madeFrom(_: string, of: readonly string[], limit: number): Promise<Derivation[]> {
    return this.edges.filter(({ sourceId }) => of.includes(sourceId)).slice(0, limit);
  }

  override async records(_: string, ids: readonly string[]): Promise<LineageRecord[]> {
    const known = ids.filter((id) => !this.forgotten.includes(id));
    return known.map((artifactId) => ({ artifactId, filename: 'f', kind: null, deleted: false, execution: null }));
  }
}

async function walked(store: LineageStore, from: string) {
  const { artifacts, derivations, truncated } = await new LineageService(store).of('acme', from);
  return {
    artifacts: artifacts.map(({ artifactId }) => artifactId).sort(),
    edges: derivations.map(({ artifactId, sourceId }) => `${artifactId}<${sourceId}`).sort(),
    truncated,
  };
}

const range = (length: number) => Array.from({ length }, (_, number) => number);

describe('the lineage of an artifact', () => {
  it('goes up to all that it came from and down to all that was made from it, and not sideways', async () => {
    const drawn = new Drawn(['b<a', 'c<a', 'd<b', 'd<c', 'e<d', 'x<a', 'e<y']);
    await expect(walked(drawn, 'd')).resolves.toEqual({
      artifacts: ['a', 'b', 'c', 'd', 'e'],
      edges: ['b<a', 'c<a', 'd<b', 'd<c', 'e<d'],
      truncated: false,
    });
    await expect(walked(drawn, 'lonely')).resolves.toEqual({ artifacts: ['lonely'], edges: [], truncated: false });
  });

  it('comes to an end even where something was made from itself', async () => {
    const { artifacts, truncated } = await walked(new Drawn(['b<a', 'a<b', 'a<a']), 'a');
    expect({ artifacts, truncated }).toEqual({ artifacts: ['a', 'b'], truncated: false });
  });

  it('says so when it shows only what is nearest', async () => {
    const chain = (length: number) => new Drawn(range(length).map((number) => `n${number}<n${number + 1}`));
    const whole = await walked(chain(50), 'n0');
    expect([whole.artifacts.length, whole.truncated]).toEqual([51, false]);
    const deep = await walked(chain(51), 'n0');
    expect([deep.artifacts.length, deep.truncated]).toEqual([51, true]);

    const star = (points: number) => new Drawn(range(points).map((number) => `n${number}<a`));
    const full = await walked(star(499), 'a');
    expect([full.artifacts.length, full.edges.length, full.truncated]).toEqual([500, 499, false]);
    const wide = await walked(star(500), 'a');
    expect([wide.artifacts.length, wide.edges.length, wide.truncated]).toEqual([500, 499, true]);

    const layers = range(46).flatMap((from) => range(46).map((to) => `b${to}<a${from}`));
    const dense = await walked(new Drawn([...range(46).map((number) => `a${number}<top`), ...layers]), 'top');
    expect([dense.edges.length, dense.truncated]).toEqual([2_000, true]);
  });

  it('leaves out what was deleted while it was being drawn', async () => {
    await expect(walked(new Drawn(['b<a', 'c<b'], ['b']), 'c')).resolves.toMatchObject({
      artifacts: ['a', 'c'],
      edges: [],
    });
  });
});
