import type { LiveEvent } from '../live/live-event.js';

const STATUS_AFTER: Readonly<Record<string, string>> = {
  'execution.accepted': 'queued',
  'execution.started': 'running',
  'execution.waiting': 'waiting',
  'execution.paused': 'paused',
  'execution.compensating': 'compensating',
  'execution.compensation_failed': 'compensation_failed',
  'execution.succeeded': 'succeeded',
  'execution.failed': 'failed',
  'execution.compensated': 'compensated',
  'execution.cancelled': 'cancelled',
  'execution.terminated': 'terminated',
};

const TERMINAL: ReadonlySet<string> = new Set(['succeeded', 'failed', 'compensated', 'cancelled', 'terminated']);

/** The status that an event says an execution has from now on; undefined where it does not say. */
export function statusAfter({ type, data }: Pick<LiveEvent, 'type' | 'data'>): string | undefined {
  if (type === 'execution.resumed') return typeof data['status'] === 'string' ? data['status'] : undefined;
  // What goes on after a wait or a decision does so without saying it for the whole.
  if (type === 'wait.ended' || type === 'step.started') return 'running';
  if (type === 'undo.started') return 'compensating';
  return STATUS_AFTER[type];
}

/** Whether nothing follows. */
export function isTerminal(status: string): boolean {
  return TERMINAL.has(status);
}
