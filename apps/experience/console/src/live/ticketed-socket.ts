import type { Connect, WebSocketLike } from '@app/intent-client';

type Listener = (event: never) => void;

/**
 * Opens WebSockets where a token is asked for. A browser's can carry none, so that a ticket, good for once, is asked for
 * first; until it is there, what is sent is held and what listens waits.
 */
export function connectWithTicket(askTicket: () => Promise<string>): Connect {
  return (url, protocol) => new TicketedSocket(url, protocol, askTicket);
}

class TicketedSocket implements WebSocketLike {
  private socket: WebSocket | undefined;
  private readonly listeners: [type: string, listener: Listener][] = [];
  private isClosed = false;

  constructor(url: string, protocol: string, askTicket: () => Promise<string>) {
    void askTicket().then(
      (ticket) => this.open(`${url}?ticket=${encodeURIComponent(ticket)}`, protocol),
      () => this.fail(),
    );
  }

  get readyState(): number {
    if (this.socket) return this.socket.readyState;
    return this.isClosed ? WebSocket.CLOSED : WebSocket.CONNECTING;
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  close(code?: number, reason?: string): void {
    this.isClosed = true;
    this.socket?.close(code, reason);
  }

  addEventListener(type: string, listener: Listener): void {
    this.listeners.push([type, listener]);
    this.socket?.addEventListener(type, listener as unknown as EventListener);
  }

  private open(url: string, protocol: string): void {
    if (this.isClosed) return;
    this.socket = new WebSocket(url, protocol);
    for (const [type, listener] of this.listeners) {
      this.socket.addEventListener(type, listener as unknown as EventListener);
    }
  }

  /** As a socket that could not be opened: whoever waits tries again later. */
  private fail(): void {
    this.isClosed = true;
    for (const [type, listener] of this.listeners) {
      if (type === 'close') (listener as (event: { code: number; reason: string }) => void)({ code: 1006, reason: '' });
    }
  }
}
