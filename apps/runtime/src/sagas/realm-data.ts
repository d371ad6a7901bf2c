import type { Readable } from 'node:stream';
import type { Artifact, QueryDefinition } from '@app/intent-contracts';
import type { RealmChange } from '../storage/execution-store.js';

/** A fact as a realm reads it: a key and any JSON. */
export interface Fact<Value = unknown> {
  readonly key: string;
  readonly value: Value;
}

/** Which facts to list: those whose key begins with `prefix`, from after the key `after` on. */
export interface FactRange {
  readonly prefix: string;
  /** At most this many; 50 if left out, 1000 at most. */
  readonly limit?: number;
  /** A key of the former page's last fact. */
  readonly after?: string;
  /** Whether the greatest key comes first. */
  readonly descending?: boolean;
}

/** The facts that a realm keeps of one tenant. No other realm and no client sees them. */
export interface FactReader {
  get<Value>(key: string): Promise<Value | undefined>;
  list<Value>(range: FactRange): Promise<Fact<Value>[]>;
}

/**
 * Reading as `FactReader`; what is written commits together with the success of the attempt that wrote it. An attempt does
 * not read what it has written itself; of what it writes under one key the last counts.
 */
export interface FactStore extends FactReader {
  /**
   * Throws a TerminalError for a value without a JSON form, and for a key that is empty, longer than 512 bytes, or has a
   * zero in it.
   */
  set(key: string, value: unknown): void;
  /** Of what is not there nothing is deleted. Throws as `set` does for its key. */
  delete(key: string): void;
}

/** What a realm may find out about a tenant's artifacts. */
export interface ArtifactReader {
  /** The artifact, or undefined if the tenant has none of this id. */
  get(artifactId: string): Promise<Artifact | undefined>;

  /**
   * Lends the bytes as a local file that must not be changed, for as long as `use` runs.
   * Rejects with a TerminalError `ARTIFACT_NOT_FOUND` if the tenant has none of this id.
   */
  withFile<Result>(artifactId: string, use: (path: string) => Promise<Result>): Promise<Result>;
}

/** What a realm may say about an artifact. What it leaves out stays as it is. */
export interface ArtifactDescription {
  kind?: string;
  media_type?: string;
  filename?: string;
  /**
   * What it was made from, as `get` told of them; added to those that were named before. A source that is deleted stays
   * in the lineage of what was made from it.
   */
  sources?: readonly Pick<Artifact, 'artifact_id' | 'filename' | 'kind'>[];
}

/** What an artifact is when it is made. */
export interface NewArtifact extends ArtifactDescription {
  filename: string;
  media_type: string;
}

/** Reading as `ArtifactReader`; what is changed commits together with the success of the attempt that changed it. */
export interface ArtifactWriter extends ArtifactReader {
  /**
   * Takes bytes in, at constant memory. They are durable when it resolves, and an artifact of the tenant's with the
   * success of the attempt: if that does not come, nobody can see them and they are swept. Do it last in a step, since
   * they are kept for `ARTIFACT_STAGED_TTL_MS` only until then. Rejects as an upload does when there is too much.
   */
  create(bytes: Readable, artifact: NewArtifact): Promise<Artifact>;

  describe(artifactId: string, description: ArtifactDescription): void;
  /** The row goes with the commit, the bytes right after it. Deleting what is not there is harmless. */
  delete(artifactId: string): void;
}

/** Asks what a realm answers, one's own or another: its query, by its contract. */
export interface Asker {
  /** Rejects as the query does, or with a TerminalError `QUERY_TYPE_UNKNOWN` if no realm here answers it. */
  ask<Input extends object, Output extends object>(
    definition: QueryDefinition<Input, Output>,
    input: Input,
  ): Promise<Output>;
}

/** What a realm reads and writes, bound to one tenant. */
export interface RealmData {
  readonly state: FactStore;
  readonly artifacts: ArtifactWriter;
  /** As `Asker`; `signal` ends it. */
  ask<Input extends object, Output extends object>(
    definition: QueryDefinition<Input, Output>,
    input: Input,
    signal: AbortSignal,
  ): Promise<Output>;
}

/** For whom a realm reads and writes; beside the tenant, the session and execution that what it makes belongs to. */
export interface ActingFor {
  readonly tenantId: string;
  readonly sessionId?: string | undefined;
  readonly executionId?: string;
}

/** Gives realms their own data of one tenant, and nobody else's. */
export abstract class RealmDataAccess {
  /** What is changed is added to `changes`, for its caller to commit. */
  abstract open(realm: string, whom: ActingFor, changes: RealmChange[]): RealmData;

  /** To be called when changes are durable: removes the bytes of what was deleted. */
  abstract committed(changes: readonly RealmChange[]): void;
}
