import { v5 } from 'uuid';
import { milliseconds, type Duration } from './duration.js';
import type { RealmChange } from '../storage/execution-store.js';
import type { Journal } from './journal.js';
import type { RunEnvironment } from './run-environment.js';
import type { SagaCall } from './saga-call.js';
import type { Saga, StepDefinition } from './saga.js';
import { CALL_NAME, StepCall } from './step-call.js';
import type { StepHistory } from './step-history.js';
import { WaitCall } from './wait-call.js';

/** Namespace of the ids that `saga.uuid()` gives: any constant serves. */
const UUID_NAMESPACE = '6ba7b812-9dad-11d1-80b4-00c04fd430c8';

const EVENT_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/** Who carries out what a handler asks for. */
export interface Asked {
  /** A new call: it is begun, or held until the log is used up. False if the handler was left, so that it never settles. */
  asked(call: SagaCall): boolean;
  /** The time of the last entry handed over. */
  now(): number;
}

/** The `saga` of one handler: makes calls of what it asks, and knows each by its name. */
export class SagaCalls {
  /** What the handler has asked for, by the id of the call. */
  readonly byId = new Map<string, SagaCall>();
  private readonly waits = new Map<string, number>();
  private uuids = 0;

  constructor(
    private readonly journal: Journal,
    private readonly environment: RunEnvironment,
    private readonly carrier: Asked,
  ) {}

  get history(): StepHistory {
    return this.journal.history;
  }

  /** What the handler is given. */
  saga(): Saga {
    const { executionId, tenantId, sessionId } = this.journal.committed;
    return {
      executionId,
      tenantId,
      sessionId,
      step: <Output>(name: string, definition: StepDefinition<Output>) =>
        this.step(name, definition as StepDefinition<unknown>) as Promise<Awaited<Output>>,
      sleep: (name, duration) => this.wait(name, undefined, duration) as Promise<undefined>,
      waitForSignal: (name, { timeout } = {}) => this.wait(name, name, timeout) as never,
      state: this.facts(),
      emit: (name, data) => this.emit(name, data),
      now: () => new Date(this.carrier.now()),
      uuid: () => v5(`${executionId}:${(this.uuids += 1)}`, UUID_NAMESPACE),
    };
  }

  private step(name: string, definition: StepDefinition<unknown>): Promise<unknown> {
    const call = new StepCall(name, definition);
    if (this.byId.has(call.id)) {
      throw new TypeError(
        `The step name "${name}" is used twice. A step is known by its name: give each its own, e.g. "${name}#2".`,
      );
    }
    return this.ask(call);
  }

  private wait(name: string, signal: string | undefined, limit: Duration | undefined): Promise<unknown> {
    if (!CALL_NAME.test(name)) {
      throw new TypeError(`"${name}" cannot be the name of a wait: use letters, digits and . _ # -, 100 at most.`);
    }
    const nth = (this.waits.get(name) ?? 0) + 1;
    this.waits.set(name, nth);
    const time = limit === undefined ? undefined : milliseconds(limit);
    return this.ask(new WaitCall(`${name}#${nth}`, signal, time, this.history));
  }

  private ask(call: SagaCall): Promise<unknown> {
    // A handler that was left is not told so: its calls never settle.
    if (!this.carrier.asked(call)) return new Promise(() => undefined);
    return call.promise;
  }

  private facts(): Saga['state'] {
    const { committed } = this.journal;
    const changes: RealmChange[] = [];
    const { state } = this.environment.data.open(committed.realm, committed, changes);
    const note = (): void => {
      for (const change of changes.splice(0)) this.journal.notes?.add({ change });
    };
    return {
      set: (key, value) => {
        state.set(key, value);
        note();
      },
      delete: (key) => {
        state.delete(key);
        note();
      },
    };
  }

  private emit(name: string, data: object): void {
    if (!EVENT_NAME.test(name)) {
      throw new TypeError(`"${name}" cannot be the name of an event: write it in snake_case, like "order_packed".`);
    }
    const type = `${this.journal.committed.realm}.${name}`;
    this.journal.notes?.add({ event: { type, data: JSON.parse(JSON.stringify(data)) as unknown } });
  }
}
