import { TerminalError } from '../saga-errors.js';
import type { Saga } from '../saga.js';
import type { ExecutionRecord } from '../../storage/execution-record.js';
import type { LocalConnection } from '../../storage/sqlite/local-connection.js';
import type { LoggedEvent } from '../execution-events.js';
import { EngineLife, type Run } from './engine-life.js';

/** A world outside the engine that remembers every do and undo, by key. */
export class World {
  readonly calls: string[] = [];

  step(saga: Saga, name: string, more: { fails?: boolean; undoFails?: () => boolean } = {}): Promise<{ did: string }> {
    return saga.step(name, {
      retry: { initialInterval: 1 },
      undoRetry: { maxAttempts: 2, initialInterval: 1 },
      invoke: () => {
        if (more.fails) throw new TerminalError(`${name} cannot be done`, { notApplied: true });
        this.calls.push(`do ${name}`);
        return { did: name };
      },
      compensate: () => {
        if (more.undoFails?.()) throw new Error(`${name} cannot be undone`);
        this.calls.push(`undo ${name}`);
      },
    });
  }

  undone(): string[] {
    return this.calls.filter((call) => call.startsWith('undo'));
  }
}

/** Carries a handler out in a new database until it is in one of the statuses. */
export async function carriedOut(run: Run, ...statuses: string[]): Promise<CarriedOut> {
  const database = await EngineLife.newDatabase();
  const life = await EngineLife.begin(database, run);
  const executionId = await life.submit();
  const row = await life.until(executionId, ...statuses);
  return { database, life, executionId, row, log: await life.log(executionId) };
}

interface CarriedOut {
  readonly database: LocalConnection;
  readonly life: EngineLife;
  readonly executionId: string;
  readonly row: ExecutionRecord;
  readonly log: LoggedEvent[];
}
