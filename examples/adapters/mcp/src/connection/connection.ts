import type { Caller } from '@symphainy/experience/adapter-kit';

/** Who calls tools, as far as the request told. */
export interface Connection {
  readonly caller: Caller;
  readonly userId: string;
  /** The session that the client wants to work in, where it named one. */
  readonly sessionId: string | undefined;
}
