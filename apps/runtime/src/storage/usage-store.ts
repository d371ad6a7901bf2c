/** What tenants have of what there is. */
export abstract class UsageStore {
  /** Executions that have not ended, counted up to `atMost`. */
  abstract unfinished(tenantId: string, atMost: number): Promise<number>;

  /** Bytes of all artifacts, staged ones among them. */
  abstract storedBytes(tenantId: string): Promise<number>;
}
