import type { Artifact } from '@app/intent-contracts';
import type { ArtifactReader, Fact, FactRange, FactStore } from '../../../realm-kit/index.js';

/** Facts in memory, as the realm would find them. */
export class FakeFacts implements FactStore {
  readonly kept: Map<string, unknown>;

  /** Those that are there to begin with, by key. */
  constructor(facts: Readonly<Record<string, unknown>> = {}) {
    this.kept = new Map(Object.entries(facts));
  }

  /** All of them, by key. */
  get all(): Record<string, unknown> {
    return Object.fromEntries(this.kept);
  }

  get<Value>(key: string): Promise<Value | undefined> {
    return Promise.resolve(this.kept.get(key) as Value | undefined);
  }

  list<Value>({ prefix, limit = 50, after, descending = false }: FactRange): Promise<Fact<Value>[]> {
    const keys = [...this.kept.keys()].filter((key) => key.startsWith(prefix)).sort();
    if (descending) keys.reverse();
    const from = after === undefined ? 0 : keys.findIndex((key) => (descending ? key < after : key > after));
    const page = from === -1 ? [] : keys.slice(from, from + limit);
    return Promise.resolve(page.map((key) => ({ key, value: this.kept.get(key) as Value })));
  }

  set(key: string, value: unknown): void {
    this.kept.set(key, JSON.parse(JSON.stringify(value)));
  }

  delete(key: string): void {
    this.kept.delete(key);
  }
}

/** Artifacts of one tenant, each a file that exists. */
export class FakeArtifacts implements ArtifactReader {
  private readonly kept = new Map<string, { artifact: Artifact; path: string }>();

  add(path: string, artifact: Partial<Artifact> & { artifact_id: string }): void {
    const { artifact_id } = artifact;
    this.kept.set(artifact_id, {
      path,
      artifact: {
        status: 'committed',
        tenant_id: 'ten',
        session_id: 'ses_1',
        execution_id: 'exe_1',
        filename: 'file.csv',
        kind: null,
        media_type: 'application/octet-stream',
        size: 10,
        sha256: 'ab'.repeat(32),
        created_at: '2026-01-01T00:00:00.000Z',
        ...artifact,
      },
    });
  }

  get(artifactId: string): Promise<Artifact | undefined> {
    return Promise.resolve(this.kept.get(artifactId)?.artifact);
  }

  withFile<Result>(artifactId: string, use: (path: string) => Promise<Result>): Promise<Result> {
    return use(this.kept.get(artifactId)!.path);
  }
}
