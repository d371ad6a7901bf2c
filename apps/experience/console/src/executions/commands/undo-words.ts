/** A step as the undo plan of Runtime has it. */
export interface PlannedStep {
  readonly step: string;
  readonly action: 'undo' | 'irreversible' | 'skipped';
}

/** What becomes of a step by a command, which is not always what the plan says. */
export type Fate = PlannedStep['action'] | 'stays' | 'by_other_means';

export const FATES: Readonly<Record<Fate, string>> = {
  undo: 'is undone',
  irreversible: 'cannot be undone',
  skipped: 'was skipped',
  stays: 'stays',
  by_other_means: 'counts as undone',
};

/** What the command makes of the plan; `stuck` is the step whose undo has failed, which alone a decision on it is about. */
export function fateOf({ step, action }: PlannedStep, command: string, stuck: string | undefined): Fate {
  if (command === 'terminate' || (command === 'compensation/skip' && step === stuck)) return 'stays';
  return command === 'compensation/resolve' && step === stuck ? 'by_other_means' : action;
}

/** What a command would do, in one sentence: "Undoes 2 steps, newest first; charge-card cannot be undone." */
export function undoWords(steps: readonly { readonly step: string; readonly fate: Fate }[]): string {
  const named = (fate: Fate): string[] => steps.filter((one) => one.fate === fate).map(({ step }) => step);
  const [undone, stuck, staying] = [named('undo').length, named('irreversible'), named('stays')];
  if (steps.length === 0) return 'Nothing has been done that would have to be undone.';
  if (staying.length === steps.length)
    return `${staying.length === 1 ? '1 effect stays' : `${staying.length} effects stay`} in the world.`;
  const parts = [
    undone === 0 ? 'Undoes nothing' : `Undoes ${undone === 1 ? '1 step' : `${undone} steps, newest first`}`,
    ...(stuck.length === 0 ? [] : [`${stuck.join(' and ')} cannot be undone`]),
    ...(staying.length === 0 ? [] : [`${staying.join(' and ')} stays`]),
  ];
  return `${parts.join('; ')}.`;
}
