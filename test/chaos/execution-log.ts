import { type Execution, type ExecutionEvent, isTerminal, type ExecutionStatus } from '@app/intent-contracts';

/** The part of an execution's row that its events alone must reproduce. */
export type FoldedRow = Pick<Execution, 'status' | 'done' | 'result' | 'created_at' | 'updated_at' | 'finished_at'> & {
  completed_steps: number;
  residual_effects: string[];
};

interface Compensating {
  steps: string[];
}

/** A signal in the log. */
export interface ReceivedSignal {
  id: string;
  name: string;
}

/** The end of a wait, and what the log says of it up to there. */
export interface EndedWait {
  wait: string;
  by: 'timer' | 'signal';
  time: string;
  /** Milliseconds since the epoch. */
  began: number;
  /** The signal that was waited for; undefined for a sleep. */
  signal: string | undefined;
  dueAt: string | undefined;
  signalId: string | undefined;
  /** Whether the signal had come. */
  known: boolean;
  /** Signals of its name that had come and had ended no wait yet, the oldest first. */
  pending: string[];
}

const STATUS_AFTER: Record<string, ExecutionStatus> = {
  'execution.accepted': 'queued',
  'execution.started': 'running',
  'execution.waiting': 'waiting',
  'execution.paused': 'paused',
  'execution.compensating': 'compensating',
  'execution.compensation_failed': 'compensation_failed',
  'undo.skipped': 'compensating',
  'undo.resolved': 'compensating',
  'execution.succeeded': 'succeeded',
  'execution.failed': 'failed',
  'execution.compensated': 'compensated',
  'execution.cancelled': 'cancelled',
  'execution.terminated': 'terminated',
};

/** Whoever waits is set going by them. */
const WAKES = new Set(['step.started', 'wait.ended', 'signal.received']);

const SETTLES_STEP = new Set(['step.succeeded', 'step.retrying', 'step.failed']);

/** The events of one execution, read the way the contract says they may be read. */
export class ExecutionLog {
  constructor(readonly events: readonly ExecutionEvent[]) {}

  get terminal(): ExecutionEvent[] {
    return this.events.filter(({ type }) => {
      const status = STATUS_AFTER[type];
      return status !== undefined && isTerminal(status);
    });
  }

  /** Steps in the order in which they first began. */
  get steps(): string[] {
    return [...new Set(this.of('step.started').map(stepOf))];
  }

  /** Whether the step has an undo. */
  isArmed(step: string): boolean {
    return this.of('step.started', step)[0]?.data['undo'] !== 'none';
  }

  /** The numbers of the attempts that began, in the order of the log. */
  attempts(kind: 'do' | 'undo', step: string): number[] {
    return this.of(kind === 'do' ? 'step.started' : 'undo.started', step).map(attemptOf);
  }

  succeeded(kind: 'do' | 'undo', step: string): boolean {
    return this.of(kind === 'do' ? 'step.succeeded' : 'undo.succeeded', step).length > 0;
  }

  /** False if each attempt that began has ended with somebody vouching that nothing happened. */
  mayHaveHappened(step: string): boolean {
    const harmless = new Set(
      [...this.of('step.retrying', step), ...this.of('step.failed', step)]
        .filter(({ data }) => data['not_applied'] === true)
        .map(attemptOf),
    );
    return this.attempts('do', step).some((attempt) => !harmless.has(attempt));
  }

  /** The attempts of a step that began and of which the log does not say how they ended. */
  unsettled(step: string): number[] {
    const settled = new Set(
      this.events.filter((event) => SETTLES_STEP.has(event.type) && stepOf(event) === step).map(attemptOf),
    );
    return this.attempts('do', step).filter((attempt) => !settled.has(attempt));
  }

  /** The step of these whose outcome came first. */
  firstOutcomeOf(steps: string[]): string | undefined {
    const outcome = this.events.find(
      (event) => ['step.succeeded', 'step.failed'].includes(event.type) && steps.includes(stepOf(event)),
    );
    return outcome && stepOf(outcome);
  }

  /** What was decided to be undone, and in which order; undefined if the execution never turned back. */
  get compensating(): Compensating | undefined {
    const [event] = this.of('execution.compensating');
    return event && { steps: event.data['steps'] as string[] };
  }

  /** The steps whose undo is over, in the order of the log: done, or left by an operator's word. */
  get undone(): string[] {
    const over = new Set(['undo.succeeded', 'undo.skipped', 'undo.resolved']);
    return this.events.filter(({ type }) => over.has(type)).map(stepOf);
  }

  /** The steps whose undo an operator has skipped or resolved. */
  get excused(): string[] {
    return [...this.of('undo.skipped'), ...this.of('undo.resolved')].map(stepOf);
  }

  get signals(): ReceivedSignal[] {
    return this.of('signal.received').map(({ data }) => ({
      id: data['signal_id'] as string,
      name: data['name'] as string,
    }));
  }

  /** In the order of the log. */
  get waitsEnded(): EndedWait[] {
    const started = new Map(this.of('wait.started').map((event) => [event.data['wait'], event]));
    const pending: ReceivedSignal[] = [];
    const ended: EndedWait[] = [];
    for (const { type, data, time } of this.events) {
      if (type === 'signal.received') pending.push({ id: data['signal_id'] as string, name: data['name'] as string });
      if (type !== 'wait.ended') continue;
      const start = started.get(data['wait']);
      const { signal, due_at: dueAt } = (start?.data ?? {}) as { signal?: string; due_at?: string };
      const signalId = data['signal_id'] as string | undefined;
      const taken = pending.findIndex(({ id }) => id === signalId);
      ended.push({
        wait: data['wait'] as string,
        by: data['by'] as 'timer' | 'signal',
        time,
        began: start ? Date.parse(start.time) : Number.POSITIVE_INFINITY,
        signal,
        dueAt,
        signalId,
        known: taken >= 0,
        pending: pending.filter(({ name }) => name === signal).map(({ id }) => id),
      });
      if (taken >= 0) pending.splice(taken, 1);
    }
    return ended;
  }

  of(type: string, step?: string): ExecutionEvent[] {
    return this.events.filter((event) => event.type === type && (step === undefined || stepOf(event) === step));
  }

  /** The row that the events tell of, written without a look at the engine's own. */
  fold(): FoldedRow {
    const row: FoldedRow = {
      status: 'queued',
      done: false,
      completed_steps: 0,
      residual_effects: [],
      created_at: this.events[0]?.time ?? '',
      updated_at: this.events.at(-1)?.time ?? '',
      finished_at: null,
    };
    for (const { type, time, data } of this.events) {
      row.status = statusAfter(row.status, type, data);
      if (type === 'step.succeeded') row.completed_steps += 1;
      if (type === 'undo.skipped') row.residual_effects.push(data['step'] as string);
      if (type === 'execution.succeeded') row.result = data['result'];
      if (isTerminal(row.status)) {
        row.done = true;
        row.finished_at ??= time;
      }
    }
    return row;
  }
}

function statusAfter(status: ExecutionStatus, type: string, data: ExecutionEvent['data']): ExecutionStatus {
  if (type === 'execution.resumed') return data['status'] as ExecutionStatus;
  if (type === 'execution.cancel_requested') return status === 'queued' ? status : 'running';
  if (status === 'waiting' && WAKES.has(type)) return 'running';
  return STATUS_AFTER[type] ?? status;
}

function stepOf({ data }: ExecutionEvent): string {
  return data['step'] as string;
}

function attemptOf({ data }: ExecutionEvent): number {
  return data['attempt'] as number;
}
