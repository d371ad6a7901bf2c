import { isEnd, same, stepsUpTo, toUndo, type Case } from './case.js';

/** What holds of turning back: S5 to S8. */
export const UNDO_RULES: readonly ((one: Case) => string[])[] = [
  listIsExact,
  undoneInOrder,
  residualsAreTrue,
  undosAreGiven,
];

const DONE = ['undo.succeeded', 'undo.skipped', 'undo.resolved'];

/** The list is what succeeded or may have, less what certainly did not happen, in reverse of the recorded starts. */
function listIsExact({ log, row }: Case): string[] {
  const turned = log.find((event) => event.type === 'execution.compensating');
  const end = log.find(isEnd);
  const steps = stepsUpTo(log, turned?.sequence ?? end?.sequence ?? Infinity);
  const expected = toUndo(steps, 'function');
  if (turned?.type !== 'execution.compensating') {
    const left = row.status === 'failed' || row.status === 'cancelled' ? expected : [];
    const without = row.status === 'compensated' ? ['is compensated and never turned back'] : [];
    return [...without, ...left.map((step) => `${step} is not undone, and it is ${row.status}`)];
  }
  const found: string[] = [];
  const { steps: listed, irreversible, trigger } = turned.data;
  if (!same(listed, expected)) found.push(`lists ${listed.join(' ')}; to undo are ${expected.join(' ')}`);
  if (!same(irreversible, toUndo(steps, 'irreversible'))) found.push(`lists ${irreversible.join(' ')} as irreversible`);
  const ends = trigger === 'cancel' ? 'cancelled' : 'compensated';
  if (row.status !== ends && row.status !== 'terminated')
    found.push(`turned back by a ${trigger} and is ${row.status}`);
  const after = log.filter(({ type, sequence }) => sequence > turned.sequence && /^(step|wait)\./.test(type));
  return [...found, ...after.map(({ type }) => `${type} after it had turned back`)];
}

function undoneInOrder({ log, row }: Case): string[] {
  const turned = log.find((event) => event.type === 'execution.compensating');
  const listed = turned?.type === 'execution.compensating' ? turned.data.steps : [];
  const done: string[] = [];
  const found: string[] = [];
  for (const { type, data } of log) {
    if (!type.startsWith('undo.') || !('step' in data)) continue;
    if (data.step !== listed[done.length]) found.push(`${type} ${data.step}; next is ${listed[done.length]}`);
    if (DONE.includes(type)) done.push(data.step!);
  }
  const mustBe = row.status === 'compensated' || (row.status === 'cancelled' && turned !== undefined);
  return mustBe && !same(done, listed) ? [...found, `undid ${done.join(' ')} of ${listed.join(' ')}`] : found;
}

function residualsAreTrue({ log, row }: Case): string[] {
  const end = log.find(isEnd);
  if (!end || row.status === 'succeeded' || !('residual_effects' in end.data)) return [];
  const told = end.data.residual_effects.map(({ step, cause }) => `${step} ${cause}`);
  const skipped = log.flatMap(({ type, data }) => (type === 'undo.skipped' ? [data.step] : []));
  const steps = stepsUpTo(log, end.sequence);
  const irreversible = toUndo(steps, 'irreversible').map((step) => `${step} irreversible`);
  const expected = [...irreversible, ...skipped.map((step) => `${step} skipped`)];
  if (row.status === 'terminated') {
    const undone = log.flatMap(({ type, data }) => (DONE.includes(type) && 'step' in data ? [data.step] : []));
    const left = toUndo(steps, 'function').filter((step) => !undone.includes(step));
    expected.push(...left.map((step) => `${step} terminated`));
  }
  return same(told.sort(), expected.sort())
    ? []
    : [`leaves behind ${told.join(', ')}; it should be ${expected.join(', ')}`];
}

/** An undo is given what the step returned, or nothing if that is not known; and only what is listed before is undone. */
function undosAreGiven({ log, calls }: Case): string[] {
  const turned = log.find((event) => event.type === 'execution.compensating');
  const listed = turned?.type === 'execution.compensating' ? turned.data.steps : [];
  const outputs = new Map(stepsUpTo(log, Infinity).map(({ name, output }) => [name, output]));
  return calls.flatMap(({ kind, step, output, durable, attempt, zombie }) => {
    if (kind === 'do') return [];
    const found = same(output, outputs.get(step)) ? [] : [`the undo of ${step} was given ${JSON.stringify(output)}`];
    const done = log.filter(({ type, sequence }) => sequence <= durable && DONE.includes(type)).length;
    // What a process was about to do when it was taken over from it does with the same key; it cannot know.
    if (!zombie && listed[done] !== step)
      found.push(`undo ${step} (${attempt}) was called when ${listed[done]} was next`);
    return found;
  });
}
