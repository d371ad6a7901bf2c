import type { OpenWait } from '@app/intent-contracts';
import type { Timer } from '../determinism/clock.js';
import { reach } from '../determinism/fault-points.js';
import type { OutcomeEvent } from './execution-events.js';
import type { Journal } from './journal.js';
import type { RunEnvironment } from './run-environment.js';
import type { StepHistory, WaitRecord } from './step-history.js';
import type { WaitCall } from './wait-call.js';

/** Who is told what became of waits. */
export interface WaitObserver {
  /** An end was appended, for the handler to be told of. */
  ended(call: WaitCall, event: OutcomeEvent): void;
  /** The engine itself has failed. */
  broken(error: unknown): void;
}

/** The waits of one execution while it is in memory: what ends one is appended here, and nowhere else. */
export class WaitRunner {
  private readonly open = new Map<WaitCall, Timer | undefined>();
  private left = false;

  constructor(
    private readonly journal: Journal,
    private readonly environment: RunEnvironment,
    private readonly observer: WaitObserver,
  ) {}

  /** Begins a wait, or goes on with it from what the log says. */
  begin(call: WaitCall): void {
    this.guarded(() => this.start(call));
  }

  /** To be called when a signal was received: the oldest wait for it ends. */
  signalled(): void {
    this.guarded(() => {
      for (const call of this.open.keys()) this.endBySignal(call);
    });
  }

  /** Ends nothing any more. */
  leave(): void {
    this.left = true;
    for (const timer of this.open.values()) timer?.cancel();
    this.open.clear();
  }

  private start(call: WaitCall): void {
    const { clock } = this.environment;
    if (!this.journal.history.waits.has(call.name)) {
      const data = {
        wait: call.name,
        ...(call.signal === undefined ? {} : { signal: call.signal }),
        ...(call.limit === undefined ? {} : { due_at: new Date(clock.now() + call.limit).toISOString() }),
      };
      this.journal.append({ type: 'wait.started', data });
      reach('wait.started');
    }
    this.open.set(call, undefined);
    if (this.endBySignal(call)) return;
    const { dueAt } = this.journal.history.waits.get(call.name)!;
    if (dueAt === null) return;
    if (dueAt <= clock.now()) {
      this.end(call, { by: 'timer' });
      return;
    }
    const timer = clock.timer(dueAt - clock.now());
    this.open.set(call, timer);
    void timer.over.then(() => {
      if (!this.left && this.open.has(call)) this.guarded(() => this.end(call, { by: 'timer' }));
    });
  }

  private endBySignal(call: WaitCall): boolean {
    const signal = call.signal === undefined ? undefined : this.journal.history.pendingSignal(call.signal);
    if (!signal) return false;
    this.end(call, { by: 'signal', signal_id: signal.id });
    return true;
  }

  private end(call: WaitCall, how: { by: 'timer' } | { by: 'signal'; signal_id: string }): void {
    this.open.get(call)?.cancel();
    this.open.delete(call);
    const event = this.journal.append({ type: 'wait.ended', data: { wait: call.name, ...how } });
    reach('wait.ended');
    this.observer.ended(call, event as OutcomeEvent);
  }

  /** It is called by handlers, timers and commands: none of them is to be told that the engine has failed. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.observer.broken(error);
    }
  }
}

/** Whether a signal has come that one of the open waits waits for. */
export function hasSignalled(history: StepHistory): boolean {
  for (const { signal, ended } of history.waits.values()) {
    if (!ended && signal !== undefined && history.pendingSignal(signal)) return true;
  }
  return false;
}

/** What an execution waits for, and when the first of it is over; `due` is when the execution itself is. */
export function openWaits(history: StepHistory, due: number | undefined): { waits: OpenWait[]; wakeAt?: number } {
  const waiting = [...history.waits.values()].filter(({ ended }) => !ended).map(toOpenWait);
  const retrying = [...history.steps.values()]
    .filter(({ state }) => state === 'retrying')
    .map(({ name, dueAt }): OpenWait => ({ wait: name, kind: 'retry', ...dueAtOf(dueAt) }));
  const waits = [...waiting, ...retrying];
  const times = waits.flatMap(({ due_at }) => (due_at === undefined ? [] : [Date.parse(due_at)]));
  if (due !== undefined) times.push(due);
  return times.length === 0 ? { waits } : { waits, wakeAt: Math.min(...times) };
}

function toOpenWait({ name, signal, dueAt }: WaitRecord): OpenWait {
  return { wait: name, kind: signal === undefined ? 'sleep' : 'signal', ...dueAtOf(dueAt) };
}

function dueAtOf(dueAt: number | null): { due_at?: string } {
  return dueAt === null ? {} : { due_at: new Date(dueAt).toISOString() };
}
