import type { Artifact } from '@app/intent-contracts';

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

/** What a realm may find out about an artifact's bytes. */
export interface ArtifactDescription {
  kind?: string;
  media_type?: string;
  filename?: string;
}

/** Reading as `ArtifactReader`; what is changed commits together with the success of the attempt that changed it. */
export interface ArtifactWriter extends ArtifactReader {
  describe(artifactId: string, description: ArtifactDescription): void;
  /** The row goes with the commit, the bytes right after it. Deleting what is not there is harmless. */
  delete(artifactId: string): void;
}
