import type { ChaosOutcome } from './chaos-run.js';
import { ExecutionLog } from './execution-log.js';

/** How much happened in a run. */
export interface ChaosReport {
  kills: number;
  killedInStart: number;
  intents: number;
  acknowledged: number;
  ended: number;
  /** Intents that had to be sent again because their answer did not come. */
  sentAgain: number;
  /** Acknowledged executions under way, summed over all kills. */
  inFlightAtKills: number;
  /** Executions that were under way at a kill and ended after it. */
  resumed: number;
  /** Executions with an attempt that a kill cut short. */
  cutShort: number;
  undone: number;
  cancelled: number;
  /** Steps of which an operator had to say what becomes of their undo. */
  excused: number;
  /** Paused because Runtime died again and again while they ran. */
  suspected: number;
  /** Waits that were over in time, and that a signal has ended. */
  byTimer: number;
  bySignal: number;
  /** Waits that began before a kill and ended after it. */
  sleptThrough: number;
  ledgerCalls: number;
  /** Of these, calls whose caller had hung up by the time they were read: they are not held to the time at which they came. */
  abandoned: number;
  eventsSeen: number;
}

export function reportOn({ history, kills }: ChaosOutcome): ChaosReport {
  const { intents, ledger, subscriptions = [] } = history;
  const count = <Item>(items: readonly Item[], isIt: (item: Item) => boolean): number => items.filter(isIt).length;
  const logs = [...history.events.values()].map((events) => new ExecutionLog(events));
  const inFlight = kills.flatMap(({ acknowledged }) => acknowledged);
  const waits = logs.flatMap(({ waitsEnded }) => waitsEnded);
  return {
    kills: kills.length,
    killedInStart: kills.filter(({ afterReady }) => afterReady === undefined).length,
    intents: intents.length,
    acknowledged: intents.filter(({ acknowledged }) => acknowledged.length > 0).length,
    ended: intents.filter(({ ended }) => ended).length,
    sentAgain: intents.filter(({ sent, acknowledged }) => sent > Math.max(1, acknowledged.length)).length,
    inFlightAtKills: inFlight.length,
    resumed: new Set(inFlight.filter(({ ended }) => ended)).size,
    cutShort: logs.filter((log) => log.steps.some((step) => log.unsettled(step).length > 0)).length,
    undone: logs.filter((log) => log.undone.length > 0).length,
    cancelled: count(history.executions, ({ status }) => status === 'cancelled'),
    excused: logs.flatMap(({ excused }) => excused).length,
    suspected: count(logs, (log) => log.of('execution.paused').length > 0),
    byTimer: count(waits, ({ by }) => by === 'timer'),
    bySignal: count(waits, ({ by }) => by === 'signal'),
    sleptThrough: count(waits, (wait) => kills.some(({ at }) => at > wait.began && at < Date.parse(wait.time))),
    ledgerCalls: ledger.length,
    abandoned: count(ledger, ({ abandoned }) => abandoned === true),
    eventsSeen: subscriptions.reduce((sum, { seen }) => sum + seen.length, 0),
  };
}

/** What a run must at least have gone through to say anything; one line for each that it did not. */
export function tooLittle(report: ChaosReport): string[] {
  const floors: [keyof ChaosReport, number][] = [
    ['intents', 10 * report.kills],
    ['acknowledged', 0.9 * report.intents],
    ['ended', 0.9 * report.intents],
    ['sentAgain', report.kills / 2],
    ['inFlightAtKills', 4 * report.kills],
    ['resumed', 3 * report.kills],
    ['cutShort', 2 * report.kills],
    ['undone', 0.08 * report.intents],
    ['cancelled', 0.005 * report.intents],
    ['byTimer', 0.1 * report.intents],
    ['bySignal', 0.05 * report.intents],
    ['sleptThrough', report.kills / 4],
    ['eventsSeen', 10 * report.intents],
  ];
  return floors.flatMap(([what, floor]) =>
    report[what] >= floor ? [] : [`${what}: ${report[what]}, and at least ${Math.ceil(floor)} were to be`],
  );
}
