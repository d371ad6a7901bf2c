import { isTerminal } from '../status-after.js';

export type CommandName =
  | 'cancel'
  | 'pause'
  | 'resume'
  | 'retry'
  | 'terminate'
  | 'signal'
  | 'compensation/retry'
  | 'compensation/skip'
  | 'compensation/resolve';

/** What a command is called, what it will do, and what it asks for. */
export interface CommandWords {
  readonly name: CommandName;
  readonly title: string;
  readonly does: string;
  /** What stands in the log for it; undefined where nothing is asked. */
  readonly asks?: { readonly member: 'reason' | 'evidence'; readonly label: string; readonly isRequired: boolean };
  /** Whether it cannot be taken back. */
  readonly bites: boolean;
  /** Whether what would be undone is shown before. */
  readonly showsUndo: boolean;
}

const why = { member: 'reason', label: 'Why (the log keeps it)', isRequired: false } as const;

const WORDS: Readonly<Record<CommandName, Omit<CommandWords, 'name'>>> = {
  resume: { title: 'Resume', does: 'It goes on from where it was held.', bites: false, showsUndo: false },
  retry: {
    title: 'Retry',
    does: 'The failed step is tried again, with its attempts counted anew.',
    bites: false,
    showsUndo: false,
  },
  'compensation/retry': {
    title: 'Retry the undo',
    does: 'The undo that failed is tried again.',
    bites: false,
    showsUndo: false,
  },
  'compensation/resolve': {
    title: 'Undone by other means …',
    does: 'You say that what the undo would have done has been done. The remaining undos go on.',
    asks: { member: 'evidence', label: 'How you know (the log keeps it)', isRequired: true },
    bites: true,
    showsUndo: true,
  },
  'compensation/skip': {
    title: 'Skip the undo …',
    does: 'What the step did stays in the world. The remaining undos go on.',
    asks: { member: 'reason', label: 'Why it may stay (the log keeps it)', isRequired: true },
    bites: true,
    showsUndo: true,
  },
  pause: {
    title: 'Pause …',
    does: 'What runs is let finish; nothing new begins until it is resumed.',
    asks: why,
    bites: false,
    showsUndo: false,
  },
  signal: {
    title: 'Signal …',
    does: 'It is told something that it waits for, or will.',
    bites: false,
    showsUndo: false,
  },
  cancel: {
    title: 'Cancel …',
    does: 'It turns back: what was done is undone, newest first.',
    asks: why,
    bites: true,
    showsUndo: true,
  },
  terminate: {
    title: 'Terminate …',
    does: 'It ends at once and nothing is undone. What it has done stays.',
    asks: { member: 'reason', label: 'Why (the log keeps it)', isRequired: true },
    bites: true,
    showsUndo: true,
  },
};

/** What an execution of this status can be told, the likeliest first. The server decides; this only keeps away what is in vain. */
export function commandsFor(status: string, pauseReason?: string): CommandWords[] {
  return namesFor(status, pauseReason).map((name) => {
    const words = { name, ...WORDS[name] };
    return name === 'retry' && isTerminal(status)
      ? {
          ...words,
          title: 'Run again',
          does: 'A new execution of the same intent begins from the top; this one stays as it is.',
        }
      : words;
  });
}

function namesFor(status: string, pauseReason: string | undefined): CommandName[] {
  switch (status) {
    case 'paused':
      return [...waysOn(pauseReason), 'cancel', 'terminate'];
    case 'compensating':
      return ['pause', 'terminate'];
    case 'compensation_failed':
      return ['compensation/retry', 'compensation/resolve', 'compensation/skip', 'terminate'];
    case 'waiting':
      return ['signal', 'pause', 'cancel', 'terminate'];
    case 'queued':
    case 'running':
      return ['pause', 'cancel', 'terminate'];
    case 'failed':
    case 'compensated':
    case 'cancelled':
    case 'terminated':
      return ['retry'];
    default:
      return [];
  }
}

/** How what is held goes on. One that nobody knows the outcome of would be held again at once: it is resolved instead. */
function waysOn(pauseReason: string | undefined): CommandName[] {
  if (pauseReason === 'uncertain') return [];
  return [pauseReason === 'retries_exhausted' ? 'retry' : 'resume'];
}
