import type { StreamItem } from '@app/intent-contracts';
import type { FollowRequest } from './follow.js';

/** A way in which events come from a server. */
export abstract class Transport {
  /**
   * What follows the cursor, however often the connection is lost in between; after that some events may come again.
   * Ends after `end`, or when the signal aborts. Throws what the server refuses with for good.
   */
  abstract follow(request: FollowRequest): AsyncIterator<StreamItem>;

  /** Lets go of every connection. Whoever still follows is ended by the signal. */
  abstract close(): void;
}
