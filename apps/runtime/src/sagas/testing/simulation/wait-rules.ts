import type { Case } from './case.js';

/** What holds of waits and signals: S14. */
export const WAIT_RULES: readonly ((one: Case) => string[])[] = [signalsInOrder, timersInTime];

interface Received {
  readonly id: string;
  readonly name: string;
  taken: boolean;
}

/** Signals end waits in the order in which they came, one each, and none is passed over for a timer or left when it sleeps. */
function signalsInOrder({ log }: Case): string[] {
  const received: Received[] = [];
  const open = new Map<string, string | undefined>();
  const pending = (name: string | undefined): Received | undefined =>
    received.find((signal) => signal.name === name && !signal.taken);
  return log.flatMap((event): string[] => {
    switch (event.type) {
      case 'signal.received': {
        const { name, signal_id: id } = event.data;
        const again = received.some((signal) => signal.id === id);
        received.push({ name, id, taken: false });
        return again ? [`signal ${id} was received twice`] : [];
      }
      case 'wait.started':
        open.set(event.data.wait, event.data.signal);
        return [];
      case 'wait.ended': {
        const { wait, by, signal_id: id } = event.data;
        const name = open.get(wait);
        const known = open.delete(wait);
        const next = name === undefined ? undefined : pending(name);
        if (!known) return [`${wait} ended, and was not open`];
        if (by === 'timer') return next ? [`${wait} ended by its timer although signal ${next.id} had come`] : [];
        if (next?.id !== id) return [`${wait} was ended by ${id}; the next signal was ${next?.id}`];
        next!.taken = true;
        return [];
      }
      case 'execution.waiting': {
        const missed = [...open.values()].map((name) => name && pending(name)).find(Boolean);
        return missed ? [`it sleeps although signal ${missed.id} has come`] : [];
      }
      default:
        return [];
    }
  });
}

function timersInTime({ log }: Case): string[] {
  const due = new Map<string, number>();
  return log.flatMap((event): string[] => {
    if (event.type === 'wait.started' && event.data.due_at !== undefined) {
      due.set(event.data.wait, Date.parse(event.data.due_at));
    }
    if (event.type !== 'wait.ended' || event.data.by !== 'timer') return [];
    const at = due.get(event.data.wait);
    return at !== undefined && at <= event.time ? [] : [`${event.data.wait} ended by a timer ${at} at ${event.time}`];
  });
}
