/** Metadata of stored bytes. Times are milliseconds since the epoch. */
export interface ArtifactRecord {
  readonly artifactId: string;
  /** Null while it is staged and nobody has said whose it is. */
  readonly tenantId: string | null;
  readonly sessionId: string | null;
  readonly executionId: string | null;
  readonly staged: boolean;
  readonly filename: string;
  readonly kind: string | null;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly createdAt: number;
}

/** Which artifacts to list; committed ones alone, newest first. */
export interface ArtifactFilter {
  readonly tenantId: string;
  readonly sessionId?: string;
  readonly kind?: string;
  /** Only those older than this one. */
  readonly before?: string;
  readonly limit: number;
}

/** What became of a removal. One that is in use, of a realm or of an execution that has not ended, was left alone. */
export type ArtifactRemoval = 'removed' | 'in_use' | 'not_found';

/** Where the metadata of artifacts lives. The bytes are in the blob store, written before the row and removed after it. */
export abstract class ArtifactStore {
  abstract stage(artifact: ArtifactRecord): Promise<void>;

  /** A committed artifact; undefined if there is none of this id, or if it is another tenant's. A null tenant means any. */
  abstract find(tenantId: string | null, artifactId: string): Promise<ArtifactRecord | undefined>;

  /** The SHA-256 of an artifact, staged or not, whoever's it is; undefined if there is none of this id. */
  abstract digest(artifactId: string): Promise<string | undefined>;

  abstract list(filter: ArtifactFilter): Promise<ArtifactRecord[]>;

  /** Removes a committed artifact of the tenant, unless a realm has described it or an unfinished execution named it. */
  abstract removeUnused(tenantId: string, artifactId: string): Promise<ArtifactRemoval>;

  /** Removes staged rows older than the given time, and tells which. */
  abstract removeStagedBefore(time: number): Promise<string[]>;

  /** Of the given ids those that no row knows: bytes without an owner. */
  abstract unknown(artifactIds: readonly string[]): Promise<string[]>;
}
