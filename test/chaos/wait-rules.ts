import type { Case } from './case.js';

/** I1 of signals: what was acknowledged is in the log, and no wait for it ran out of time while it was there. */
export function noSignalIsLost({ log, intent }: Case): string[] {
  const received = new Set(log.signals.map(({ id }) => id));
  const lost = (intent?.signals ?? [])
    .filter(({ id, acknowledged }) => acknowledged > 0 && !received.has(id))
    .map(({ id }) => `signal ${id} was acknowledged and is not in the log`);
  const passedOver = log.waitsEnded
    .filter(({ by, pending }) => by === 'timer' && pending.length > 0)
    .map(({ wait, pending }) => `${wait} ran out of time, and ${pending.join(', ')} had come`);
  return [...lost, ...passedOver];
}

/** I2 of signals. */
export function onlySentSignals({ log, intent }: Case): string[] {
  const sent = new Set(intent?.signals?.map(({ id, name }) => `${name} ${id}`));
  return log.signals
    .filter(({ id, name }) => intent && !sent.has(`${name} ${id}`))
    .map(({ id, name }) => `signal ${id} (${name}) was received, and nobody sent it`);
}

/** I7 of signals: one that was refused has not been received after all. */
export function refusedAsTold({ log, intent }: Case): string[] {
  const received = new Set(log.signals.map(({ id }) => id));
  return (intent?.signals ?? [])
    .filter(({ id, refused }) => refused && received.has(id))
    .map(({ id }) => `signal ${id} was refused, and is in the log`);
}

/** I4 of waits and signals: received once, and each ends at most one wait, which ends once. */
export function endedOnce({ log }: Case): string[] {
  return [
    ...twice(log.signals.map(({ id }) => `signal ${id}`)).map((what) => `${what} was received more than once`),
    ...twice(log.of('wait.started').map(({ data }) => data['wait'] as string)).map((wait) => `${wait} began twice`),
    ...twice(log.waitsEnded.map(({ wait }) => wait)).map((wait) => `${wait} ended twice`),
    ...twice(log.waitsEnded.flatMap(({ signalId }) => signalId ?? [])).map((id) => `signal ${id} ended two waits`),
    ...log.waitsEnded
      .filter(({ by, known }) => by === 'signal' && !known)
      .map(({ wait, signalId }) => `${wait} was ended by signal ${signalId}, which had not come`),
  ];
}

/** I9 of waits: none is over before its time, and signals of a name end waits in the order in which they came. */
export function inTheirTime({ log }: Case): string[] {
  return [
    ...log.waitsEnded
      .filter(({ by, time, dueAt }) => by === 'timer' && (dueAt === undefined || Date.parse(time) < Date.parse(dueAt)))
      .map(({ wait, time, dueAt }) => `${wait} was over at ${time}, and due ${dueAt ?? 'never'}`),
    ...log.waitsEnded
      .filter(({ by, known, signalId, pending }) => by === 'signal' && known && pending[0] !== signalId)
      .map(({ wait, signalId, pending }) => `${wait} was ended by ${signalId}, and ${pending[0]} had come before`),
  ];
}

function twice(names: string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
