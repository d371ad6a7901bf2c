import type { Artifact } from '@app/intent-contracts';
import {
  type ArtifactDescription,
  type ArtifactWriter,
  type StepContext,
  type Fact,
  type FactRange,
  type FactStore,
  type Saga,
  type StepDefinition,
} from '../../../realm-kit/index.js';

/** Facts in memory, as the realm would find them. */
export class FakeFacts implements FactStore {
  readonly kept = new Map<string, unknown>();

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
export class FakeArtifacts implements ArtifactWriter {
  readonly kept = new Map<string, { artifact: Artifact; path: string }>();

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

  describe(artifactId: string, description: ArtifactDescription): void {
    const found = this.kept.get(artifactId);
    if (found !== undefined) Object.assign(found.artifact, description);
  }

  delete(artifactId: string): void {
    this.kept.delete(artifactId);
  }
}

/** Runs steps once each and remembers their undos; no retries, no log. */
export class FakeSaga implements Saga {
  readonly tenantId = 'ten';
  readonly sessionId = 'ses_1';
  readonly steps: string[] = [];
  private readonly undos: (() => Promise<void>)[] = [];

  constructor(
    readonly executionId: string,
    readonly state: FakeFacts,
    private readonly artifacts: FakeArtifacts,
  ) {}

  async step<Output>(name: string, { invoke, compensate }: StepDefinition<Output>): Promise<Awaited<Output>> {
    this.steps.push(name);
    const context: StepContext = {
      progress: () => undefined,
      key: `${this.executionId}/${name}`,
      attempt: 1,
      signal: new AbortController().signal,
      state: this.state,
      artifacts: this.artifacts,
    };
    let output: Awaited<Output> | undefined;
    if (typeof compensate === 'function') {
      const cause = { type: 't', title: 't', status: 500, detail: 'd', code: 'STEP_FAILED', retryable: false };
      this.undos.unshift(async () => void (await compensate({ ...context, output, cause })));
    }
    output = structuredClone(await invoke(context));
    return output;
  }

  /** Takes back all steps that have an undo, the last first, whether or not they came to an end. */
  async turnBack(): Promise<void> {
    for (const undo of this.undos) await undo();
  }

  sleep(): Promise<void> {
    return Promise.resolve();
  }

  waitForSignal(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  emit(): void {}

  now(): Date {
    return new Date('2026-02-03T04:05:06.000Z');
  }

  uuid(): string {
    return '0190b6a2-7b1c-7e3a-8000-000000000001';
  }
}
