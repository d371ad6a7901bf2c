import { isTerminal } from '@app/intent-contracts';
import { applyToRecord, emptyRecord } from '../../execution-fold.js';
import { isEnd, same, type Case } from './case.js';

/** What holds of every log: S1, S3, S10, S11, S20. */
export const LOG_RULES: readonly ((one: Case) => string[])[] = [
  ended,
  foldsToItsRow,
  oneEnd,
  outcomesOnce,
  quietWhilePaused,
  irreversibleAsksFirst,
  cancelHoldsItsWord,
  answersAreDurable,
];

function ended({ row }: Case): string[] {
  const found = isTerminal(row.status) ? [] : [`is still ${row.status}`];
  return row.owner === null ? found : [...found, `is still owned by ${row.owner}`];
}

function foldsToItsRow({ row, log }: Case): string[] {
  const holes = log.flatMap(({ sequence }, place) =>
    sequence === place + 1 ? [] : [`entry ${place + 1} has ${sequence}`],
  );
  const folded = emptyRecord({ ...row, concurrencyKey: row.concurrencyKey ?? undefined });
  for (const event of log) applyToRecord(folded, event);
  const less = { owner: null, fence: 0, runs: 0 };
  const differs = Object.entries({ ...folded, ...less }).filter(
    ([member, value]) => !same(value, { ...row, ...less }[member as keyof typeof row]),
  );
  return [...holes, ...differs.map(([member, value]) => `${member} is not ${JSON.stringify(value)}, as its log says`)];
}

function oneEnd({ log, row }: Case): string[] {
  const place = log.findIndex(isEnd);
  if (place < 0) return [];
  const after = log.slice(place + 1).map(({ type }) => `${type} follows the end`);
  return log[place]!.type === `execution.${row.status}`
    ? after
    : [...after, `ends as ${log[place]!.type}, not ${row.status}`];
}

function outcomesOnce({ log }: Case): string[] {
  const settled = new Set<string>();
  return log.flatMap(({ type, data, sequence }) => {
    const call = 'step' in data ? `step ${data.step}` : 'wait' in data ? `wait ${data.wait}` : '';
    const again = settled.has(call) && /^(step|wait)\./.test(type) && type !== 'step.progress';
    const isOutcome = type === 'step.succeeded' || type === 'step.failed' || type === 'wait.ended';
    if (isOutcome || (type === 'step.resolved' && data.outcome === 'applied')) settled.add(call);
    return again ? [`${type} of ${call} (${sequence}) follows its outcome`] : [];
  });
}

/** Pause and resume are told in the log: in between nothing begins, and nothing ends but by a cancel or terminate. */
function quietWhilePaused({ log }: Case): string[] {
  let paused = false;
  return log.flatMap(({ type, sequence }) => {
    if (type === 'execution.paused') paused = true;
    else if (type === 'execution.resumed' || type === 'execution.cancel_requested') paused = false;
    const begins = ['step.started', 'undo.started', 'wait.started', 'execution.succeeded', 'execution.compensating'];
    return paused && begins.includes(type) ? [`${type} (${sequence}) although it is paused`] : [];
  });
}

/** An irreversible step whose outcome is not known is done again only when an operator has said that it did not happen. */
function irreversibleAsksFirst({ log }: Case): string[] {
  const unknown = new Set<string>();
  return log.flatMap((event) => {
    if (event.type === 'step.uncertain') unknown.add(event.data.step);
    if (event.type === 'step.resolved') unknown.delete(event.data.step);
    const again = event.type === 'step.started' && event.data.undo === 'irreversible' && unknown.has(event.data.step);
    return again
      ? [`${event.data.step} (${event.data.attempt}) is done again, and nobody knows whether it was done`]
      : [];
  });
}

/** After a cancel there is one end, `cancelled`, unless somebody terminates it. */
function cancelHoldsItsWord({ log, row, commands }: Case): string[] {
  const asked = log.filter(({ type }) => type === 'execution.cancel_requested');
  const found: string[] = [];
  if (asked.length > 1) found.push('was asked to cancel twice');
  if (asked.length > 0 && row.status !== 'cancelled' && row.status !== 'terminated') {
    found.push(`was asked to cancel and is ${row.status}`);
  }
  if (row.status === 'cancelled' && asked.length === 0) found.push('is cancelled and nobody asked for it');
  for (const { command, answer, refusal } of commands) {
    if (command !== 'cancel') continue;
    const heard = log.some(
      ({ type, sequence }) =>
        sequence <= (answer?.durable ?? 0) &&
        (type === 'execution.cancel_requested' || type === 'execution.compensating'),
    );
    if (answer && !heard) found.push(`a cancel was acknowledged (${answer.status}) and is not in the log`);
    if (refusal === 'TRANSITION_NOT_ALLOWED' && row.status === 'cancelled')
      found.push('a cancel was refused, and it is cancelled');
  }
  return found;
}

/** What a command is answered is durable by then, and an end that is told is the end. */
function answersAreDurable({ commands, row, log }: Case): string[] {
  return commands.flatMap(({ command, signalId, answer }) => {
    if (!answer || command === 'retry') return [];
    const { sequence, durable, status } = answer;
    const found =
      sequence <= durable ? [] : [`${command} was answered with entry ${sequence}, and ${durable} was durable`];
    if (isTerminal(status as never) && status !== row.status)
      found.push(`${command} was told ${status}; it is ${row.status}`);
    const received = log.filter(({ type, data }) => type === 'signal.received' && data.signal_id === signalId);
    if (command === 'signal' && (received.length !== 1 || received[0]!.sequence > durable)) {
      found.push(`signal ${signalId} was acknowledged and stands ${received.length} times in the log`);
    }
    return found;
  });
}
