import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

/** The process that keeps a PostgreSQL server and its data for this one, and removes both when this one is gone. */
export class SupervisorProcess {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly child: ChildProcess;
  private requests = 0;

  constructor() {
    // Out of reach of Ctrl-C, which would take the server from under a test that is still cleaning up.
    this.child = fork(join(import.meta.dirname, 'supervisor/supervisor.mjs'), {
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (answer: Answer) => this.waiting.get(answer.id)?.(answer));
    this.child.once('exit', (code, signal) => {
      const error = `The supervisor of PostgreSQL has ended (${signal ?? `exit code ${code}`}).`;
      for (const [id, resolve] of this.waiting) resolve({ id, error });
    });
    // Whoever forgets it still ends, and with him the server.
    this.child.unref();
    this.child.channel?.unref();
  }

  /** Has it do something; throws what went wrong there, or that it has ended. */
  async ask<Value = void>(request: string, options: object = {}): Promise<Value> {
    const id = (this.requests += 1);
    const answer = await new Promise<Answer>((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, request, options }, (error) => {
        if (error) resolve({ id, error: `The supervisor of PostgreSQL is gone: ${error.message}` });
      });
    });
    this.waiting.delete(id);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as Value;
  }

  /** Lets it go; the server and its data go with it. */
  end(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
