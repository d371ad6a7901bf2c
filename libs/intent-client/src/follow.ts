import type { Subscribe } from '@app/intent-contracts';

/** A stream: the events of an execution, of a session, or of the whole tenant. */
export type FollowTarget =
  | Required<Pick<Subscribe, 'execution_id'>>
  | Required<Pick<Subscribe, 'session_id'>>
  | Required<Pick<Subscribe, 'tenant'>>;

export interface FollowOptions {
  /** A cursor of the stream, from whichever transport; `latest` for what comes from now on; the beginning if left out. */
  readonly after?: string | undefined;
  /** Event types to be told; all if left out. */
  readonly types?: readonly string[] | undefined;
  /** The tenant, in open mode alone, in place of the client's. */
  readonly tenantId?: string | undefined;
  /** As the header, in place of the client's: where one connection serves many, each on behalf of somebody else. */
  readonly authorization?: string | undefined;
  /**
   * Told whenever the server has begun to tell, at first and after each loss: what happens from then on comes. One who
   * begins at `latest` looks at what is so once this was told, and has missed nothing.
   */
  readonly began?: (() => void) | undefined;
  /** Ends the iteration, as leaving the loop does. */
  readonly signal?: AbortSignal | undefined;
}

/** What a transport is asked for. */
export interface FollowRequest {
  readonly target: FollowTarget;
  readonly after: string | undefined;
  readonly types: readonly string[] | undefined;
  readonly tenantId: string | undefined;
  readonly authorization: string | undefined;
  readonly began: (() => void) | undefined;
  readonly signal: AbortSignal;
}
