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
  ledgerCalls: number;
}

export function reportOn({ history, kills }: ChaosOutcome): ChaosReport {
  const { intents, ledger } = history;
  const logs = [...history.events.values()].map((events) => new ExecutionLog(events));
  const inFlight = kills.flatMap(({ acknowledged }) => acknowledged);
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
    ledgerCalls: ledger.length,
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
  ];
  return floors.flatMap(([what, floor]) =>
    report[what] >= floor ? [] : [`${what}: ${report[what]}, and at least ${Math.ceil(floor)} were to be`],
  );
}
