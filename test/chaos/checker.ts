import { acknowledgedOnce, neverAcknowledged, toldTheTruth } from './acknowledgement-rules.js';
import { cancelledAsToldAndAsked } from './cancel-rules.js';
import type { Case } from './case.js';
import { appliedOnce, keysAreUnique } from './effect-rules.js';
import { ExecutionLog } from './execution-log.js';
import type { History, LedgerCall } from './history.js';
import { attemptsGoForward, ends, endsOnce, foldsToItsRow, restsAfterTheEnd } from './log-rules.js';
import { givesItsResult, keepsItsNotes } from './outcome-rules.js';
import { seenAsLogged } from './subscription-rules.js';
import { undoneInReverse } from './undo-rules.js';
import type { Invariant, Violation } from './violation.js';
import { endedOnce, inTheirTime, noSignalIsLost, onlySentSignals, refusedAsTold } from './wait-rules.js';

/**
 * Compares what the clients, the subscribers, the ledger and Runtime's log say of the same run. It asks nobody and
 * knows no clock, so a history can be kept and judged again.
 */
export function check(history: History): Violation[] {
  const callsOf = new Map<string, LedgerCall[]>(history.executions.map(({ execution_id }) => [execution_id, []]));
  for (const call of history.ledger) callsOf.get(call.execution_id)?.push(call);
  const intentOf = new Map(
    history.intents.flatMap((intent) => intent.acknowledged.slice(0, 1).map((id) => [id, intent] as const)),
  );
  return [
    ...acknowledgedOnce(history),
    ...neverAcknowledged(history),
    ...toldTheTruth(history),
    ...keysAreUnique(history),
    ...history.executions.flatMap((row) =>
      ofOne({
        row,
        log: new ExecutionLog(history.events.get(row.execution_id) ?? []),
        calls: callsOf.get(row.execution_id) ?? [],
        intent: intentOf.get(row.execution_id),
      }),
    ),
    ...seenAsLogged(history),
  ];
}

const RULES: [Invariant, (one: Case) => string[]][] = [
  ['I1', noSignalIsLost],
  ['I2', onlySentSignals],
  ['I3', ends],
  ['I4', appliedOnce],
  ['I4', endedOnce],
  ['I5', restsAfterTheEnd],
  ['I6', undoneInReverse],
  ['I7', endsOnce],
  ['I7', cancelledAsToldAndAsked],
  ['I7', refusedAsTold],
  ['I8', foldsToItsRow],
  ['I8', givesItsResult],
  ['I8', keepsItsNotes],
  ['I9', attemptsGoForward],
  ['I9', inTheirTime],
];

function ofOne(one: Case): Violation[] {
  return RULES.flatMap(([invariant, rule]) =>
    rule(one).map((detail) => ({ invariant, of: one.row.execution_id, detail })),
  );
}
