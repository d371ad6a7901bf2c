import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A do or an undo as the world was told of it. */
interface Deed {
  execution_id: string;
  step: string;
  kind: 'do' | 'undo';
  key: string;
  attempt: number;
}

/** A deed that the world does not answer to yet. */
export interface Held {
  /** Resolves when the world has been told of it. */
  readonly told: Promise<void>;
  letGo(): void;
}

/** What the realm `play` acts on: it lives in the test, which can hold its answers back and choose them. */
export class OutsideWorld {
  readonly deeds: Deed[] = [];
  private readonly answers = new Map<string, number>();
  private readonly held = new Map<string, { tell(): void; until: Promise<void> }>();

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<OutsideWorld> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    const world = new OutsideWorld(server);
    server.on('request', (request, response) => void world.hear(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return world;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** The deeds of an execution in order, `do pack`. */
  story(executionId: string): string[] {
    return this.deeds.filter((deed) => deed.execution_id === executionId).map(({ kind, step }) => `${kind} ${step}`);
  }

  /** Holds back the answer to a deed, e.g. `do pack`, of whichever execution does it next. */
  hold(deed: string): Held {
    let tell!: () => void;
    let letGo!: () => void;
    const told = new Promise<void>((resolve) => (tell = resolve));
    const until = new Promise<void>((resolve) => (letGo = resolve));
    this.held.set(deed, { tell, until });
    return { told, letGo };
  }

  /** Answers a deed with this status from now on; 422 refuses it for good. */
  answer(deed: string, status: number): void {
    this.answers.set(deed, status);
  }

  /** Forgets what it was told to hold and to answer. */
  atEase(): void {
    this.answers.clear();
    this.held.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Who tells may be killed in the middle of it.
    const deed = (await json(request).catch(() => undefined)) as Deed | undefined;
    if (!deed) return;
    const name = `${deed.kind} ${deed.step}`;
    this.deeds.push(deed);
    const held = this.held.get(name);
    this.held.delete(name);
    held?.tell();
    await held?.until;
    response.writeHead(this.answers.get(name) ?? 201).end();
  }
}
