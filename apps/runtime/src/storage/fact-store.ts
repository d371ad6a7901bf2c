/** The longest key of a fact, in UTF-8: every database finds it again by an index. */
export const LONGEST_KEY_BYTES = 512;

/** A fact as it is stored: JSON text under a key, within a scope of a tenant. */
export interface FactRecord {
  readonly key: string;
  /** JSON text. */
  readonly value: string;
  /** 1 for the first value, raised with every change; what an ETag shows. */
  readonly version: number;
}

/** Whose facts: a tenant's, within a realm or a session. */
export interface FactScope {
  readonly tenantId: string;
  /** `realm:<name>` or `session:<id>`. */
  readonly scope: string;
}

/** Which facts to list, in the order of their keys. */
export interface FactFilter extends FactScope {
  readonly prefix: string;
  /** Only those after this key (before it, if descending). */
  readonly after?: string;
  readonly descending: boolean;
  readonly limit: number;
}

/** Where facts live. What a realm writes commits with its execution's log; what a client writes goes through `put`. */
export abstract class FactStore {
  abstract find(scope: FactScope, key: string): Promise<FactRecord | undefined>;

  abstract list(filter: FactFilter): Promise<FactRecord[]>;

  /**
   * Sets a fact; `expectedVersion` 0 demands that there is none, undefined takes any.
   * Resolves to the new version, or to undefined, with nothing changed, if another version stands there.
   */
  abstract put(scope: FactScope, key: string, value: string, expectedVersion?: number): Promise<number | undefined>;

  /** Removes a fact. Resolves to false, with nothing changed, if it is not there in the expected version. */
  abstract remove(scope: FactScope, key: string, expectedVersion?: number): Promise<boolean>;
}
