import type { TimelineRow } from './execution-timeline.js';

const STATES: Readonly<Record<string, string>> = {
  running: 'running',
  retrying: 'will be tried again',
  uncertain: 'outcome unknown',
  succeeded: 'done',
  failed: 'failed',
  waiting: 'waiting',
};

const UNDOS: Readonly<Record<string, string>> = {
  pending: 'to be undone',
  running: 'being undone',
  started: 'being undone',
  retrying: 'undo will be tried again',
  succeeded: 'undone',
  failed: 'undo failed',
  skipped: 'undo skipped',
  resolved: 'undone by other means',
  not_needed: 'nothing to undo',
};

export function stateWord({ state }: Pick<TimelineRow, 'state'>): string {
  return STATES[state] ?? state;
}

/** How the undo stands; undefined while there is nothing to say about it. */
export function undoWord({ undoState }: Pick<TimelineRow, 'undoState'>): string | undefined {
  return undoState === undefined ? undefined : (UNDOS[undoState] ?? undoState);
}

/** How a step would be undone. */
export function undoKindWord(kind: string | undefined): string {
  if (kind === 'irreversible') return 'cannot be undone';
  if (kind === 'none') return 'nothing to undo';
  return 'can be undone';
}
