import type { SimulatedHistory } from './history.js';
import type { StoredEvent } from './simulated-database.js';

/** What the logs of a simulation say it has come by, beside what its scheduler has seen. */
export function marksOf({ logs, commands, calls }: SimulatedHistory): Set<string> {
  const marks = new Set<string>();
  for (const log of logs.values()) for (const mark of ofOne(log)) marks.add(mark);
  if (commands.some(({ command, refusal }) => command === 'cancel' && refusal === 'TRANSITION_NOT_ALLOWED')) {
    marks.add('cancel came too late');
  }
  if (calls.some(({ abortedAt, endedAt }) => (endedAt ?? 0) - (abortedAt ?? Infinity) > 5_000)) {
    marks.add('answer after the grace');
  }
  return marks;
}

function ofOne(log: readonly StoredEvent[]): string[] {
  const marks: string[] = [];
  const early = new Set<string>();
  let slept = false;
  let undoing: string | undefined;
  for (const event of log) {
    switch (event.type) {
      case 'execution.waiting':
        slept = true;
        break;
      case 'wait.started':
        if (event.data.signal !== undefined && early.delete(event.data.signal)) marks.push('signal came early');
        break;
      case 'wait.ended':
        if (slept) marks.push('dropped wait replayed');
        break;
      case 'signal.received':
        early.add(event.data.name);
        break;
      case 'execution.compensating':
        marks.push(`turned back by a ${event.data.trigger}`);
        if (event.data.steps.length > 2) marks.push('three undos or more');
        break;
      case 'step.uncertain':
        marks.push(event.data.problem ? 'attempt timed out' : 'attempt cut off');
        break;
      case 'step.retrying':
      case 'step.failed':
        if (event.data.problem.code === 'STEP_TIMED_OUT') marks.push('attempt timed out');
        break;
      case 'undo.started':
        if (undoing === event.data.step) marks.push('undo cut off and repeated');
        undoing = event.data.step;
        break;
      case 'undo.retrying':
      case 'undo.failed':
        undoing = undefined;
        break;
      default:
        break;
    }
  }
  return marks;
}
