import { type Execution, type ExecutionEvent, isTerminal, type ExecutionStatus } from '@app/intent-contracts';

/** The part of an execution's row that its events alone must reproduce. */
export type FoldedRow = Pick<Execution, 'status' | 'done' | 'result' | 'created_at' | 'updated_at' | 'finished_at'> & {
  completed_steps: number;
};

interface Compensating {
  steps: string[];
}

const STATUS_AFTER: Record<string, ExecutionStatus> = {
  'execution.accepted': 'queued',
  'execution.started': 'running',
  'execution.paused': 'paused',
  'execution.compensating': 'compensating',
  'execution.compensation_failed': 'compensation_failed',
  'execution.succeeded': 'succeeded',
  'execution.failed': 'failed',
  'execution.compensated': 'compensated',
  'execution.cancelled': 'cancelled',
  'execution.terminated': 'terminated',
};

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

  /** The numbers of the attempts that began, in the order of the log. */
  attempts(kind: 'do' | 'undo', step: string): number[] {
    return this.of(kind === 'do' ? 'step.started' : 'undo.started', step).map(attemptOf);
  }

  succeeded(kind: 'do' | 'undo', step: string): boolean {
    return this.of(kind === 'do' ? 'step.succeeded' : 'undo.succeeded', step).length > 0;
  }

  /** The attempts of a step that began and of which the log does not say how they ended. */
  unsettled(step: string): number[] {
    const settled = new Set(
      this.events.filter((event) => SETTLES_STEP.has(event.type) && stepOf(event) === step).map(attemptOf),
    );
    return this.attempts('do', step).filter((attempt) => !settled.has(attempt));
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

  of(type: string, step?: string): ExecutionEvent[] {
    return this.events.filter((event) => event.type === type && (step === undefined || stepOf(event) === step));
  }

  /** The row that the events tell of, written without a look at the engine's own. */
  fold(): FoldedRow {
    const row: FoldedRow = {
      status: 'queued',
      done: false,
      completed_steps: 0,
      created_at: this.events[0]?.time ?? '',
      updated_at: this.events.at(-1)?.time ?? '',
      finished_at: null,
    };
    for (const { type, time, data } of this.events) {
      row.status = STATUS_AFTER[type] ?? row.status;
      if (type === 'step.succeeded') row.completed_steps += 1;
      if (type === 'execution.succeeded') row.result = data['result'];
      if (isTerminal(row.status)) {
        row.done = true;
        row.finished_at ??= time;
      }
    }
    return row;
  }
}

function stepOf({ data }: ExecutionEvent): string {
  return data['step'] as string;
}

function attemptOf({ data }: ExecutionEvent): number {
  return data['attempt'] as number;
}
