/** A WebSocket as browsers have it, and Node from 22 on, and the package `ws`. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Ends at once, where there is such a thing. */
  terminate?(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

export interface ConnectContext {
  /** To be sent with the request to upgrade, where that is possible. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be told that the server has answered with HTTP in place of a WebSocket. */
  readonly refused: (status: number, body: string) => void;
}

/** Opens a WebSocket. A browser tells nobody why a server refuses; where it can be known, `refused` is to be called. */
export type Connect = (url: string, protocol: string, context: ConnectContext) => WebSocketLike;
