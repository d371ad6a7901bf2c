import { GRACE_MS } from '../../attempt.js';
import { isEnd, outcomesOf, stepsUpTo, toUndo, type Case } from './case.js';

/** What holds of what the world saw: S3, S4, S5, S9, S15. */
export const EFFECT_RULES: readonly ((one: Case) => string[])[] = [
  keysAreConstant,
  armedFirst,
  nothingBegunTooLate,
  oneAtATime,
  nothingLeftBehind,
];

function keysAreConstant({ calls }: Case): string[] {
  const stepOf = new Map<string, string>();
  const keyOf = new Map<string, string>();
  return calls.flatMap(({ step, key }) => {
    const wrong = (stepOf.get(key) ?? step) !== step || (keyOf.get(step) ?? key) !== key;
    stepOf.set(key, step);
    keyOf.set(step, key);
    return wrong ? [`${step} came with the key ${key}`] : [];
  });
}

/** What can be undone is durable before it is called; anything waits for the outcomes that it follows from. */
function armedFirst({ calls, log }: Case): string[] {
  const outcomes = outcomesOf(log);
  return calls.flatMap(({ kind, step, attempt, armed, durable, delivered }) => {
    const found: string[] = [];
    const type = kind === 'do' ? 'step.started' : 'undo.started';
    const started = log.find(
      (event) =>
        event.type === type && 'step' in event.data && event.data.step === step && event.data.attempt === attempt,
    );
    if (armed && (started?.sequence ?? Infinity) > durable) {
      found.push(`${kind} ${step} (${attempt}) was called before its start was durable`);
    }
    if (delivered > 0 && (outcomes[delivered - 1]?.sequence ?? Infinity) > durable) {
      found.push(`${kind} ${step} (${attempt}) was called before the outcomes that it follows were durable`);
    }
    return found;
  });
}

/** When turning back or the end is durable no step begins. A process that was taken over from cannot know of it. */
function nothingBegunTooLate({ calls, log }: Case): string[] {
  const over = log.find((event) => event.type === 'execution.compensating' || isEnd(event));
  const end = log.find(isEnd);
  return calls.flatMap(({ kind, step, durable, zombie }) => {
    const limit = kind === 'do' ? over : end;
    if (zombie || !limit || durable < limit.sequence) return [];
    return [`${kind} ${step} was called after ${limit.type}`];
  });
}

/** Within a life the next attempt, or the undo, begins when the former has settled or its grace is over. */
function oneAtATime({ calls }: Case): string[] {
  return calls.flatMap((call, place) => {
    const former = calls.slice(0, place).findLast(({ step, life }) => step === call.step && life === call.life);
    if (!former || (former.endedAt !== undefined && former.endedAt <= call.at)) return [];
    if (former.abortedAt !== undefined && former.abortedAt + GRACE_MS <= call.at) return [];
    return [`${call.kind} ${call.step} (${call.attempt}) began while ${former.kind} (${former.attempt}) was running`];
  });
}

/** Of an execution that has turned back nothing stands in the world that its row does not own up to. */
function nothingLeftBehind({ calls, log, row }: Case): string[] {
  const steps = stepsUpTo(log, Infinity);
  if (row.status === 'succeeded') {
    const undone = calls
      .filter(({ kind }) => kind === 'undo')
      .map(({ step }) => `${step} was undone, and it succeeded`);
    const missing = steps.filter(
      ({ name, succeeded }) =>
        succeeded && !calls.some(({ kind, step, applied }) => kind === 'do' && step === name && applied),
    );
    const resolved = resolvedSteps(log);
    return [
      ...undone,
      ...missing.filter(({ name }) => !resolved.has(name)).map(({ name }) => `${name} never happened`),
    ];
  }
  if (row.status === 'terminated') return [];
  const settled = new Set(
    log.flatMap(({ type, data }) => (type === 'undo.skipped' || type === 'undo.resolved' ? [data.step] : [])),
  );
  const owned = new Set(toUndo(steps, 'irreversible'));
  const left = new Set(
    calls.filter(({ kind, applied, armed }) => kind === 'do' && applied && armed).map(({ step }) => step),
  );
  for (const { kind, step, applied } of calls) if (kind === 'undo' && applied) left.delete(step);
  return [...left]
    .filter((step) => !settled.has(step) && !owned.has(step) && !resolvedSteps(log).has(step))
    .map((step) => `${step} stands in the world, and it is ${row.status}`);
}

function resolvedSteps(log: Case['log']): Set<string> {
  return new Set(log.flatMap(({ type, data }) => (type === 'step.resolved' ? [data.step] : [])));
}
