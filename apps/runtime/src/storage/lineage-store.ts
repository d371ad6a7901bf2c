/** One artifact was made from another. */
export interface Derivation {
  readonly artifactId: string;
  readonly sourceId: string;
}

/** An artifact as a lineage shows it. */
export interface LineageRecord {
  readonly artifactId: string;
  readonly filename: string;
  readonly kind: string | null;
  readonly deleted: boolean;
  /** The execution that it came out of; null if that is not known. */
  readonly execution: {
    readonly executionId: string;
    readonly intentType: string;
    readonly realm: string;
    readonly finished: boolean;
  } | null;
}

/** What artifacts were made from. It is written with the commit of the step that made them; see `RealmChange`. */
export abstract class LineageStore {
  /** What these were made from, in a fixed order. */
  abstract sourcesOf(tenantId: string, artifactIds: readonly string[], limit: number): Promise<Derivation[]>;

  /** What was made from these, in a fixed order. */
  abstract madeFrom(tenantId: string, artifactIds: readonly string[], limit: number): Promise<Derivation[]>;

  /** Those of the tenant's artifacts that are there, and the deleted ones that something was made from. */
  abstract records(tenantId: string, artifactIds: readonly string[]): Promise<LineageRecord[]>;
}
