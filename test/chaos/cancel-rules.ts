import type { ExecutionStatus } from '@app/intent-contracts';
import type { Case } from './case.js';

/** In an answer to a cancel: it was not turning back for another reason. */
const TAKES_EFFECT = new Set<ExecutionStatus>(['queued', 'running', 'waiting', 'paused', 'cancelled']);

/** I7 of cancels: one that was heard before the execution turned back decides how it ends, and no other end is `cancelled`. */
export function cancelledAsToldAndAsked({ row, log, intent }: Case): string[] {
  if (!row.done) return [];
  const cancelled = row.status === 'cancelled';
  const requests = log.of('execution.cancel_requested');
  const [requested] = requests;
  const turned = log.of('execution.compensating')[0] ?? log.terminal[0];
  const heard = requested !== undefined && (turned === undefined || requested.sequence < turned.sequence);
  const { acknowledged, refused } = intent?.cancel ?? {};
  return [
    ...(requests.length > 1 ? [`was asked ${requests.length} times to cancel`] : []),
    ...(heard && !cancelled ? [`was asked to cancel before it turned back, and is ${row.status}`] : []),
    ...(cancelled && !heard ? ['is cancelled, and its log does not say that somebody asked for it in time'] : []),
    ...(cancelled && intent && !intent.cancel ? ['is cancelled, and its client did not ask for it'] : []),
    ...(acknowledged && TAKES_EFFECT.has(acknowledged) && !cancelled
      ? [`its cancel was answered "${acknowledged}", and it is ${row.status}`]
      : []),
    ...(refused && cancelled ? ['its cancel was refused, and it is cancelled'] : []),
  ];
}
