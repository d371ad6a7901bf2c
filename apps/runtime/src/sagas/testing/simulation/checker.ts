import type { Case } from './case.js';
import { EFFECT_RULES } from './effect-rules.js';
import type { SimulatedHistory } from './history.js';
import { LOG_RULES } from './log-rules.js';
import { REPLAY_RULES } from './replay-rules.js';
import { STORE_RULES } from './store-rules.js';
import { UNDO_RULES } from './undo-rules.js';
import { WAIT_RULES } from './wait-rules.js';

const OF_ONE = [...LOG_RULES, ...UNDO_RULES, ...EFFECT_RULES, ...REPLAY_RULES, ...WAIT_RULES];

/** What must not be in the history of a simulation, and is. It asks nobody and knows no clock. */
export function check(history: SimulatedHistory): string[] {
  const disturbed = new Set(history.lives.filter((life) => life.disturbed).map(({ number }) => number));
  const ofOne = history.rows.flatMap((row) => {
    const { executionId } = row;
    const isOfIt = (other: { executionId: string }): boolean => other.executionId === executionId;
    const one: Case = {
      row,
      log: history.logs.get(executionId) ?? [],
      calls: history.calls.filter(isOfIt),
      runs: history.runs.filter(isOfIt),
      commands: history.commands.filter(isOfIt),
      disturbed,
    };
    return OF_ONE.flatMap((rule) => rule(one).map((detail) => `${rule.name}: ${executionId}: ${detail}`));
  });
  const ofAll = STORE_RULES.flatMap((rule) => rule(history).map((detail) => `${rule.name}: ${detail}`));
  const known = new Set(history.rows.map(({ executionId }) => executionId));
  const unknown = history.calls.filter(({ executionId, zombie }) => !known.has(executionId) && !zombie);
  return [
    ...history.seen,
    ...ofAll,
    ...unknown.map(({ executionId, step }) => `${step} was called for ${executionId}, which is not there`),
    ...ofOne,
  ];
}
