import type { Execution } from '@app/intent-contracts';
import { ExecutionLog } from './execution-log.js';
import type { Case } from './case.js';
import type { History, IntentRecord, LedgerCall } from './history.js';
import { same } from './same.js';
import { undoneInReverse } from './undo-rules.js';

export const INVARIANTS = {
  I1: 'every acknowledged intent has exactly one execution',
  I2: 'an intent that was never acknowledged has none or one',
  I3: 'everything ends',
  I4: 'an effect is applied once: one key for a step, and no attempt that the log does not know or need',
  I5: 'nothing runs after the end',
  I6: 'what is undone is what was done or may have been done, once each, in reverse',
  I7: 'there is one end, and everybody was told the same',
  I8: 'the log has no hole, and folding it gives the row',
  I9: 'an older attempt never shows up after a newer one',
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  invariant: Invariant;
  /** The execution or the order that it was found on. */
  of: string;
  detail: string;
}

/**
 * Compares what the clients, the ledger and Runtime's log say of the same run. It asks nobody and knows no clock, so a
 * history can be kept and judged again.
 */
export function check(history: History): Violation[] {
  const callsOf = new Map<string, LedgerCall[]>(history.executions.map(({ execution_id }) => [execution_id, []]));
  for (const call of history.ledger) callsOf.get(call.execution_id)?.push(call);
  const endedAt = new Map(
    history.intents.flatMap(({ acknowledged: [id], ended }) => (id && ended ? [[id, ended.at] as const] : [])),
  );
  return [
    ...acknowledgedOnce(history),
    ...neverAcknowledged(history),
    ...toldTheTruth(history),
    ...keysAreUnique(history),
    ...history.executions.flatMap((row) => {
      const events = history.events.get(row.execution_id) ?? [];
      const calls = callsOf.get(row.execution_id) ?? [];
      return ofOne({
        row,
        log: new ExecutionLog(events),
        calls,
        endedAt: endedAt.get(row.execution_id) ?? Number.POSITIVE_INFINITY,
      });
    }),
  ];
}

function ofOne(one: Case): Violation[] {
  const rules: [Invariant, (one: Case) => string[]][] = [
    ['I3', ends],
    ['I4', appliedOnce],
    ['I5', restsAfterTheEnd],
    ['I6', undoneInReverse],
    ['I7', endsOnce],
    ['I8', foldsToItsRow],
    ['I9', attemptsGoForward],
  ];
  return rules.flatMap(([invariant, rule]) =>
    rule(one).map((detail) => ({ invariant, of: one.row.execution_id, detail })),
  );
}

function acknowledgedOnce({ intents, executions, ledger }: History): Violation[] {
  const listed = new Map<string, number>();
  for (const { execution_id } of executions) listed.set(execution_id, (listed.get(execution_id) ?? 0) + 1);
  const claimed = new Map<string, string>();
  const found: Violation[] = [];
  const violation = (of: string, detail: string) => found.push({ invariant: 'I1', of, detail });

  for (const { order_id, acknowledged } of intents) {
    for (const id of new Set(acknowledged)) {
      if (!listed.has(id)) violation(order_id, `acknowledged as ${id}, which Runtime does not list`);
      const other = claimed.get(id);
      if (other !== undefined) violation(order_id, `acknowledged as ${id}, and so was ${other}`);
      claimed.set(id, order_id);
    }
    if (new Set(acknowledged).size > 1) violation(order_id, `acknowledged as several: ${acknowledged.join(', ')}`);
  }
  for (const [id, times] of listed) if (times > 1) violation(id, `listed ${times} times`);
  const unheardOf = new Set(ledger.map(({ execution_id }) => execution_id).filter((id) => !listed.has(id)));
  for (const id of unheardOf) violation(id, 'had effects, and Runtime does not list it');
  return found;
}

/** Runtime does not say which order an execution is for, so it is counted by session. */
function neverAcknowledged({ intents, executions }: History): Violation[] {
  const acknowledged = new Set(intents.flatMap((intent) => intent.acknowledged));
  const spare = new Map<string, number>();
  for (const { execution_id, session_id } of executions) {
    if (!acknowledged.has(execution_id)) spare.set(session_id, (spare.get(session_id) ?? 0) + 1);
  }
  return [...spare].flatMap(([session, count]) => {
    const open = intents.filter((intent) => intent.session_id === session && intent.acknowledged.length === 0).length;
    if (count <= open) return [];
    const detail = `${count} executions nobody was told of, for ${open} intents without an answer`;
    return [{ invariant: 'I2', of: session, detail }];
  });
}

function ends({ row }: Case): string[] {
  return row.done ? [] : [`is still ${row.status}`];
}

function keysAreUnique({ ledger }: History): Violation[] {
  const owner = new Map<string, string>();
  return ledger.flatMap(({ key, execution_id, step }) => {
    const place = `${execution_id} ${step}`;
    const other = owner.get(key) ?? place;
    owner.set(key, other);
    if (other === place) return [];
    return [{ invariant: 'I4', of: execution_id, detail: `${step} came with the key of ${other}: ${key}` }];
  });
}

function appliedOnce({ log, calls }: Case): string[] {
  const stepsCalled = [...new Set(calls.map(({ step }) => step))];
  const keys = stepsCalled.flatMap((step) => {
    const used = [...new Set(calls.filter((call) => call.step === step).map(({ key }) => key))];
    return used.length > 1 ? [`${step} came with ${used.length} keys: ${used.join(', ')}`] : [];
  });
  const unarmed = calls
    .filter(({ kind, step, attempt }) => !log.attempts(kind, step).includes(attempt))
    .map(({ kind, step, attempt }) => `${kind} ${step}, attempt ${attempt}, is not in the log`);
  const again = (['do', 'undo'] as const).flatMap((kind) =>
    stepsCalled
      .filter((step) => log.of(kind === 'do' ? 'step.succeeded' : 'undo.succeeded', step).length > 1)
      .map((step) => `${kind} ${step} is recorded as succeeded more than once`),
  );
  const repeated = stepsCalled
    .filter((step) => calls.filter((call) => call.kind === 'do' && call.step === step && call.attempt === 1).length > 1)
    .map((step) => `do ${step} was called twice as the first attempt: it was not armed`);
  return [...keys, ...unarmed, ...again, ...repeated];
}

function restsAfterTheEnd({ log, calls, endedAt }: Case): string[] {
  const last = log.terminal[0];
  const after = last === undefined ? [] : log.events.filter(({ sequence }) => sequence > last.sequence);
  return [
    ...after.map(({ type, sequence }) => `${type} (${sequence}) follows ${last?.type} (${last?.sequence})`),
    ...calls
      .filter(({ at }) => at > endedAt)
      .map(({ kind, step, at }) => `${kind} ${step} was called ${at - endedAt} ms after the client saw the end`),
  ];
}

function endsOnce({ log, row }: Case): string[] {
  const terminal = log.terminal.map(({ type }) => type);
  if (!row.done)
    return terminal.length === 0 ? [] : [`the log has ${terminal.join(', ')}, and the row is ${row.status}`];
  return same(terminal, [`execution.${row.status}`])
    ? []
    : [`the row is ${row.status}, the log ends with ${terminal.join(', ') || 'nothing'}`];
}

/** What a client was told once cannot turn out to be otherwise. */
function toldTheTruth({ intents, executions }: History): Violation[] {
  const rows = new Map(executions.map((row) => [row.execution_id, row]));
  return intents.flatMap(({ order_id, acknowledged, ended }: IntentRecord) => {
    const row = rows.get(acknowledged[0] ?? '');
    if (!row || !ended) return [];
    const result = row.result as { order_id?: string } | undefined;
    const lies = [
      ...(row.status === ended.as ? [] : [`the client was told ${ended.as}, the row is ${row.status}`]),
      ...(row.status !== 'succeeded' || result?.order_id === order_id
        ? []
        : [`its result is that of ${result?.order_id}`]),
    ];
    return lies.map((detail) => ({ invariant: 'I7' as const, of: row.execution_id, detail }));
  });
}

function foldsToItsRow({ log, row }: Case): string[] {
  const holes = log.events.flatMap(({ sequence, id }, index) => {
    if (sequence !== index + 1) return [`event ${index + 1} has sequence ${sequence}`];
    return id === `${row.execution_id}:${sequence}` ? [] : [`event ${sequence} has the id ${id}`];
  });
  if (log.events.length === 0) return ['has no events'];
  const { completed_steps, ...folded } = log.fold();
  const differences = Object.entries({ ...folded, completed_steps }).flatMap(([member, value]) => {
    const shown = member === 'completed_steps' ? row.progress.completed_steps : row[member as keyof Execution];
    return JSON.stringify(shown ?? null) === JSON.stringify(value ?? null)
      ? []
      : [`${member}: the row has ${JSON.stringify(shown)}, its events give ${JSON.stringify(value)}`];
  });
  return [...holes, ...differences];
}

function attemptsGoForward({ log, calls }: Case): string[] {
  return (['do', 'undo'] as const).flatMap((kind) =>
    log.steps.flatMap((step) => {
      const logged = log.attempts(kind, step);
      const seen = calls.filter((call) => call.kind === kind && call.step === step).map(({ attempt }) => attempt);
      return [
        ...(logged.every((attempt, index) => attempt === index + 1)
          ? []
          : [`the log has the attempts ${logged.join(', ')} of ${kind} ${step}`]),
        ...(neverFalls(seen) ? [] : [`the ledger saw the attempts ${seen.join(', ')} of ${kind} ${step}`]),
      ];
    }),
  );
}

function neverFalls(numbers: number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? 0));
}
