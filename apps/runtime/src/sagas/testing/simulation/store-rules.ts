import { isTerminal } from '@app/intent-contracts';
import { isEnd } from './case.js';
import type { SimulatedHistory } from './history.js';
import { notesOf } from './replay-rules.js';

/** What holds over all executions of a store: S1, S2, S13, S16, S19. */
export const STORE_RULES: readonly ((history: SimulatedHistory) => string[])[] = [
  acknowledgedOnce,
  repeatedOnce,
  keysTakeTurns,
  factsOnce,
];

function acknowledgedOnce({ submissions, rows, logs, keys }: SimulatedHistory): string[] {
  const made = new Map<number, string[]>();
  for (const { executionId, retryOf } of rows) {
    const [accepted] = logs.get(executionId) ?? [];
    if (accepted?.type !== 'execution.accepted' || retryOf !== null) continue;
    const { number } = accepted.data.payload as { number: number };
    made.set(number, [...(made.get(number) ?? []), executionId]);
  }
  return submissions.flatMap(({ number, tenantId, key, bodyHash, acknowledged, refused }) => {
    const found: string[] = [];
    const executions = made.get(number) ?? [];
    if (executions.length > 1) found.push(`intent ${number} has the executions ${executions.join(' ')}`);
    for (const id of acknowledged) {
      if (!executions.includes(id)) found.push(`intent ${number} was acknowledged as ${id}, which is not its own`);
    }
    const bound = keys.get(`${tenantId} ${key}`);
    if (bound?.body_hash !== bodyHash && executions.length > 0) found.push(`intent ${number} does not hold its key`);
    if (bound?.body_hash === bodyHash && refused > 0) found.push(`intent ${number} was refused its own key`);
    if (acknowledged.length + refused === 0) found.push(`intent ${number} was never answered`);
    return found;
  });
}

function repeatedOnce({ rows }: SimulatedHistory): string[] {
  const repeats = rows.flatMap(({ retryOf }) => (retryOf === null ? [] : [retryOf]));
  const status = new Map(rows.map((row) => [row.executionId, row.status]));
  return repeats.flatMap((id, place) => {
    const found = repeats.indexOf(id) === place ? [] : [`${id} was repeated twice`];
    return isTerminal(status.get(id)!) ? found : [...found, `${id} was repeated before it ended`];
  });
}

/** Of a tenant's executions with the same key one at a time is between its start and its end, in the order of their acceptance. */
function keysTakeTurns({ rows, logs }: SimulatedHistory): string[] {
  const turns = new Map<string, { id: string; from: number; to: number }[]>();
  for (const { executionId, tenantId, concurrencyKey } of rows) {
    if (concurrencyKey === null) continue;
    const log = logs.get(executionId)!;
    const from = log.find(({ type }) => type === 'execution.started')?.position;
    if (from === undefined) continue;
    const to = log.find(isEnd)?.position ?? Infinity;
    const key = `${tenantId} ${concurrencyKey}`;
    turns.set(key, [...(turns.get(key) ?? []), { id: executionId, from, to }]);
  }
  return [...turns].flatMap(([key, ofKey]) =>
    ofKey.slice(1).flatMap((later, place) => {
      const earlier = ofKey[place]!;
      return later.from > earlier.to
        ? []
        : [`${later.id} began before ${earlier.id} had ended; both have the key ${key}`];
    }),
  );
}

/** Every fact that a handler set is set once: its version counts. */
function factsOnce({ facts, runs, rows }: SimulatedHistory): string[] {
  const set = new Map<string, number[]>();
  const found = facts.flatMap(({ key, version }) => {
    const [executionId = '', note] = key.split('/');
    set.set(executionId, [...(set.get(executionId) ?? []), Number(note)]);
    return version === 1 ? [] : [`the fact ${key} was set ${version} times`];
  });
  for (const { executionId, status } of rows) {
    const last = runs.findLast((run) => run.executionId === executionId && !run.zombie);
    const stored = (set.get(executionId) ?? []).sort((a, b) => a - b);
    const said = last ? notesOf(last, 'set') : [];
    const missing = status === 'succeeded' ? said.filter((note) => !stored.includes(note)) : [];
    if (missing.length > 0) found.push(`${executionId} succeeded and its notes ${missing.join(' ')} are not set`);
  }
  return found;
}
