/** Whether the store answers. */
export abstract class StoreHealth {
  /** Rejects, saying why, if the store cannot be read. */
  abstract check(): Promise<void>;
}
