import { describe, expect, it } from '@jest/globals';
import type { LiveEvent } from '../../live/live-event.js';
import { ExecutionTimeline } from './execution-timeline.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');

/** A log out of `[milliseconds, type, data]`. */
function logOf(...entries: [ms: number, type: string, data?: Record<string, unknown>][]): LiveEvent[] {
  return entries.map(([ms, type, data = {}], index) => ({
    id: `exe_1:${index + 1}`,
    type,
    subject: 'exe_1',
    time: new Date(START + ms).toISOString(),
    executionid: 'exe_1',
    sessionid: 'ses_1',
    sequence: index + 1,
    data,
  }));
}

const PROBLEM = { type: 't', title: 'T', status: 500, detail: 'no', code: 'STEP_FAILED', retryable: false };
const step = (name: string, attempt = 1): Record<string, unknown> => ({ step: name, attempt, undo: 'function' });

const laneOf = (lane: readonly { kind: string; from: number; to: number | null; outcome: string }[]): unknown[] =>
  lane.map(({ kind, from, to, outcome }) => [kind, from - START, to === null ? null : to - START, outcome]);

describe('The timeline of an execution', () => {
  it('shows attempts that failed, the pauses between them, and the one that succeeded', () => {
    const { rows } = new ExecutionTimeline().read(
      logOf(
        [0, 'execution.accepted', { payload: { a: 1 }, handler_version: 2 }],
        [10, 'execution.started'],
        [10, 'step.started', step('charge')],
        [30, 'step.retrying', { ...step('charge'), problem: PROBLEM, due_at: new Date(START + 130).toISOString() }],
        [130, 'step.started', step('charge', 2)],
        [150, 'step.succeeded', { ...step('charge', 2), output: { id: 7 } }],
      ),
    );
    expect(rows).toHaveLength(1);
    expect(laneOf(rows[0]!.forward)).toEqual([
      ['attempt', 10, 30, 'failed'],
      ['pause', 30, 130, 'over'],
      ['attempt', 130, 150, 'succeeded'],
    ]);
    expect(rows[0]).toMatchObject({ state: 'succeeded', output: { id: 7 } });
    expect(rows[0]!.problem).toBeUndefined();
  });

  it('shows an undo in the row of its step, apart from the do, and a failed one with its problem', () => {
    const { rows, marks } = new ExecutionTimeline().read(
      logOf(
        [0, 'execution.accepted'],
        [0, 'step.started', step('reserve')],
        [5, 'step.succeeded', step('reserve')],
        [5, 'step.started', step('charge')],
        [9, 'step.failed', { ...step('charge'), problem: PROBLEM }],
        [9, 'execution.compensating', { steps: ['reserve'] }],
        [10, 'undo.started', step('reserve')],
        [12, 'undo.failed', { ...step('reserve'), problem: PROBLEM }],
        [12, 'execution.compensation_failed', { step: 'reserve', problem: PROBLEM }],
        [40, 'undo.resolved', { ...step('reserve'), evidence: 'done by hand' }],
        [41, 'execution.compensated'],
      ),
    );
    expect(laneOf(rows[0]!.backward)).toEqual([['attempt', 10, 12, 'failed']]);
    expect(rows[0]).toMatchObject({ state: 'succeeded', undoState: 'resolved', note: 'done by hand' });
    expect(rows[1]).toMatchObject({ state: 'failed', problem: PROBLEM });
    expect(marks.map(({ type }) => type)).toContain('execution.compensation_failed');
  });

  it('calls an attempt lost whose process died: its next one begins without an end of the former', () => {
    const { rows } = new ExecutionTimeline().read(
      logOf([0, 'step.started', step('a')], [900, 'step.started', step('a', 2)], [910, 'step.succeeded', step('a', 2)]),
    );
    expect(laneOf(rows[0]!.forward)).toEqual([
      ['attempt', 0, 900, 'lost'],
      ['attempt', 900, 910, 'succeeded'],
    ]);
  });

  it('leaves open what goes on, and closes everything at the end', () => {
    const log = logOf(
      [0, 'execution.accepted'],
      [5, 'execution.started'],
      [6, 'wait.started', { wait: 'approval#1', signal: 'approval' }],
      [7, 'execution.paused', { reason: 'operator' }],
      [60, 'execution.terminated', { reason: 'enough' }],
    );
    const timeline = new ExecutionTimeline().read(log.slice(0, 4));
    expect(laneOf(timeline.rows[0]!.forward)).toEqual([['wait', 6, null, 'running']]);
    expect(timeline.bands.map(({ kind, to }) => [kind, to === null])).toEqual([
      ['queued', false],
      ['paused', true],
    ]);
    timeline.read(log);
    expect(laneOf(timeline.rows[0]!.forward)).toEqual([['wait', 6, 60, 'over']]);
    expect(timeline.endedAt).toBe(START + 60);
    expect(timeline.bands.every(({ to }) => to !== null)).toBe(true);
  });

  it('stands still where an operator has to decide, and not while anything runs', () => {
    const log = logOf(
      [0, 'step.started', step('a')],
      [5, 'step.succeeded', step('a')],
      [5, 'execution.compensating'],
      [6, 'undo.started', step('a')],
      [7, 'undo.failed', { ...step('a'), problem: PROBLEM }],
      [7, 'execution.compensation_failed'],
    );
    expect(new ExecutionTimeline().read(log.slice(0, 4)).isStandingStill).toBe(false);
    expect(new ExecutionTimeline().read(log).isStandingStill).toBe(true);
    const goesOn = logOf([0, 'step.started', step('a')], [1, 'execution.paused', { reason: 'operator' }]);
    expect(new ExecutionTimeline().read(goesOn).isStandingStill).toBe(false);
  });

  it('comes to the same whether the log is read at once or as it grows', () => {
    const log = logOf(
      [0, 'execution.accepted'],
      [1, 'step.started', step('a')],
      [2, 'step.succeeded', step('a')],
      [3, 'realm.something', { x: 1 }],
      [4, 'execution.succeeded'],
    );
    const grown = new ExecutionTimeline();
    for (let length = 1; length <= log.length; length += 1) grown.read(log.slice(0, length));
    expect(grown).toEqual(new ExecutionTimeline().read(log));
  });

  it.each([
    ['applied', 'succeeded'],
    ['not_applied', 'retrying'],
  ])('takes the word of whoever found out that a step of unknown outcome was %s', (outcome, state) => {
    const { rows } = new ExecutionTimeline().read(
      logOf(
        [0, 'step.started', step('transfer')],
        [5, 'step.uncertain', { ...step('transfer'), problem: PROBLEM }],
        [9, 'step.resolved', { ...step('transfer'), outcome, evidence: 'the statement says so' }],
      ),
    );
    expect(rows[0]).toMatchObject({ state, note: 'the statement says so' });
    expect(rows[0]!.problem).toBeUndefined();
    expect(laneOf(rows[0]!.forward)).toEqual([['attempt', 0, 5, 'uncertain']]);
  });
});
