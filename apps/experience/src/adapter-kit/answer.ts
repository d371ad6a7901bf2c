/** What Runtime answered, and what it said about the answer. Members that this build does not know are left in `body`. */
export interface Answer<Body> {
  readonly body: Body;
  readonly etag: string | undefined;
  /** Seconds after which looking again makes sense. */
  readonly retryAfter: number | undefined;
  /** Which preference was honoured, e.g. `wait=10`. */
  readonly preferenceApplied: string | undefined;
  /** Whether this is the first answer to the same idempotency key again. */
  readonly replayed: boolean;
}

/** The answer to a conditional read: `unchanged` if the client has it already. */
export type Reading<Body> =
  | (Answer<Body> & { readonly unchanged: false })
  | { readonly unchanged: true; readonly etag: string | undefined; readonly preferenceApplied: string | undefined };
