import { Injectable } from '@nestjs/common';
import { LineageStore, type Derivation, type LineageRecord } from '../storage/lineage-store.js';

/** Generations in either direction. */
const MAX_DEPTH = 50;
const MAX_ARTIFACTS = 500;
const MAX_DERIVATIONS = 2_000;

/** Where an artifact came from, and what was made from it. */
export interface LineageGraph {
  readonly artifactId: string;
  readonly artifacts: readonly LineageRecord[];
  readonly derivations: readonly Derivation[];
  /** Whether there is more than this. */
  readonly truncated: boolean;
}

/** What a walk has come by. */
interface Walk {
  readonly tenantId: string;
  readonly artifactIds: Set<string>;
  readonly derivations: Derivation[];
  truncated: boolean;
}

/** Walks from an artifact up to what it was made from, and down to what was made from it. */
@Injectable()
export class LineageService {
  constructor(private readonly lineage: LineageStore) {}

  async of(tenantId: string, artifactId: string): Promise<LineageGraph> {
    const walk: Walk = { tenantId, artifactIds: new Set([artifactId]), derivations: [], truncated: false };
    await this.follow(walk, artifactId, 'up');
    await this.follow(walk, artifactId, 'down');
    const artifacts = await this.lineage.records(tenantId, [...walk.artifactIds]);
    // What was deleted while the walk was under way, and is remembered for nobody's sake, is left out.
    const known = new Set(artifacts.map((artifact) => artifact.artifactId));
    const derivations = walk.derivations.filter((found) => known.has(found.artifactId) && known.has(found.sourceId));
    return { artifactId, artifacts, derivations, truncated: walk.truncated };
  }

  /** Generation by generation, so that what is left out when it gets too much is what is furthest away. */
  private async follow(walk: Walk, artifactId: string, direction: 'up' | 'down'): Promise<void> {
    let generation = [artifactId];
    for (let depth = 0; generation.length > 0; depth += 1) {
      const room = depth === MAX_DEPTH ? 0 : MAX_DERIVATIONS - walk.derivations.length;
      const found =
        direction === 'up'
          ? await this.lineage.sourcesOf(walk.tenantId, generation, room + 1)
          : await this.lineage.madeFrom(walk.tenantId, generation, room + 1);
      if (found.length > room) walk.truncated = true;
      generation = found.slice(0, room).flatMap((derivation) => add(walk, derivation, direction));
    }
  }
}

/** Takes a derivation in; gives the artifact that it leads to if that is a new one. */
function add(walk: Walk, derivation: Derivation, direction: 'up' | 'down'): string[] {
  const next = direction === 'up' ? derivation.sourceId : derivation.artifactId;
  const isNew = !walk.artifactIds.has(next);
  if (isNew && walk.artifactIds.size === MAX_ARTIFACTS) {
    walk.truncated = true;
    return [];
  }
  walk.derivations.push(derivation);
  walk.artifactIds.add(next);
  return isNew ? [next] : [];
}
