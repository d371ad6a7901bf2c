import type { History, IntentRecord } from './history.js';
import type { Violation } from './violation.js';

/** I1 of intents. */
export function acknowledgedOnce({ intents, executions, ledger }: History): Violation[] {
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

/** I2 of intents. Runtime does not say which order an execution is for, so it is counted by session. */
export function neverAcknowledged({ intents, executions }: History): Violation[] {
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

/** I7 of intents: what a client was told once cannot turn out to be otherwise. */
export function toldTheTruth({ intents, executions }: History): Violation[] {
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
