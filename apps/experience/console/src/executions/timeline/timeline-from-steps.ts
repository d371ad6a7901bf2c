import type { Schemas } from '../../experience/experience-client.js';
import { type Segment, ExecutionTimeline, type TimelineRow } from './execution-timeline.js';

type Attempt = Schemas['Attempt'];

/** The same picture where the log is no longer kept, out of what is remembered of each step. */
export function timelineFromSteps(detail: Schemas['ExecutionDetail']): ExecutionTimeline {
  const timeline = new ExecutionTimeline();
  timeline.startedAt = Date.parse(detail.created_at);
  timeline.lastAt = Date.parse(detail.updated_at);
  if (detail.finished_at) timeline.endedAt = Date.parse(detail.finished_at);
  for (const step of detail.steps) {
    const row: TimelineRow = {
      name: step.name,
      kind: 'step',
      state: step.state,
      undoState: step.undo?.state,
      undoKind: step.undo_kind,
      forward: laneOf(step.attempts, step.state),
      backward: laneOf(step.undo?.attempts ?? [], step.undo?.state ?? ''),
      output: step.output,
      ...(step.undo?.reason !== undefined && { note: step.undo.reason }),
    };
    timeline.rows.push(row);
  }
  return timeline;
}

function laneOf(attempts: readonly Attempt[], state: string): Segment[] {
  return attempts.map(({ attempt, started_at, ended_at, problem }, index) => ({
    kind: 'attempt',
    from: Date.parse(started_at),
    to: ended_at ? Date.parse(ended_at) : null,
    attempt,
    outcome: problem
      ? 'failed'
      : index === attempts.length - 1 && state === 'succeeded'
        ? 'succeeded'
        : ended_at
          ? 'over'
          : 'running',
    ...(problem && { problem }),
  }));
}
