import type { FollowOptions, FollowTarget } from './follow.js';
import { Following } from './following.js';
import type { LiveClientOptions } from './live-client-options.js';
import type { Transport } from './transport.js';
import { transportOf } from './transport-of.js';

/** Follows the event streams of a plane, and goes on by itself whenever a connection is lost. */
export class LiveClient {
  private readonly transport: Transport;
  private readonly followings = new Set<Following>();
  private isClosed = false;

  constructor(private readonly options: LiveClientOptions) {
    this.transport = transportOf(options);
  }

  /**
   * Every event of the stream after the cursor, each once, those of an execution in order; `end` when it has ended.
   * Begins when the first item is asked for, and is told by `upstream` while the server cannot be reached. Ends without
   * an error when the signal aborts or the client is closed. Throws `StreamRefused` with the problem when the server
   * refuses; over WebSocket also `UpgradeRefused` when it has none, and `SocketClosed` when it turns this client away.
   */
  follow(
    target: FollowTarget,
    { after, types, tenantId, authorization, began, signal }: FollowOptions = {},
  ): Following {
    return new Following({
      begin: (stopped) => {
        if (this.isClosed) throw new Error('This client is closed. Make a new one, and go on from the last cursor.');
        const tenant = tenantId ?? this.options.tenantId;
        const request = { target: only(target), after, types, tenantId: tenant, authorization, began };
        return this.transport.follow({ ...request, signal: stopped });
      },
      types,
      signal,
      crowd: this.followings,
    });
  }

  /** Ends every iteration and lets go of connections. */
  close(): void {
    this.isClosed = true;
    for (const following of this.followings) following.stop();
    this.transport.close();
  }
}

/** The target alone: what has an `execution_id` is often a whole answer, with a `session_id` and more in it. */
function only(target: FollowTarget): FollowTarget {
  if ('execution_id' in target) return { execution_id: target.execution_id };
  return 'session_id' in target ? { session_id: target.session_id } : { tenant: true };
}
