interface Planned {
  readonly step: string;
  readonly action: 'undo' | 'irreversible' | 'skipped';
}

/** What turning back would do, in one sentence: "Undoes 2 steps, newest first; charge-card cannot be undone." */
export function undoWords(steps: readonly Planned[], isLeft = false): string {
  const undone = steps.filter(({ action }) => action === 'undo');
  const stuck = steps.filter(({ action }) => action === 'irreversible').map(({ step }) => step);
  if (steps.length === 0) return 'Nothing has been done that would have to be undone.';
  if (isLeft) return `${steps.length === 1 ? '1 effect stays' : `${steps.length} effects stay`} in the world.`;
  const parts = [
    undone.length === 0
      ? 'Undoes nothing'
      : `Undoes ${undone.length === 1 ? '1 step' : `${undone.length} steps, newest first`}`,
    ...(stuck.length === 0 ? [] : [`${stuck.join(' and ')} cannot be undone`]),
  ];
  return `${parts.join('; ')}.`;
}
