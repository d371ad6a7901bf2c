/** How connections that stay open are watched. */
export abstract class StreamSettings {
  /** Milliseconds between two looks whether a client is still there. */
  abstract readonly heartbeatMs: number;
}
