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

/** Reading as `FactReader`; what is written commits together with the success of the attempt that wrote it. */
export interface FactStore extends FactReader {
  set(key: string, value: unknown): void;
  delete(key: string): void;
}
