/**
 * Places where a process may die at the worst moment. They do nothing unless a test listens; then it can kill, stop,
 * throw or delay there.
 */
export const FAULT_POINTS = [
  // acceptance
  'accept.before-write',
  'accept.durable',
  // claims and hand-backs
  'claim.before-write',
  'claim.durable',
  'claim.log-read',
  'release.before-write',
  'release.durable',
  // a run
  'run.begins',
  'run.replayed',
  'run.left',
  'run.rests',
  // steps
  'step.started',
  'step.armed',
  'step.invoked',
  'step.succeeded',
  'step.failed',
  'step.retrying',
  'step.uncertain',
  // turning back
  'undo.announced',
  'undo.started',
  'undo.armed',
  'undo.invoked',
  'undo.succeeded',
  'undo.retrying',
  'undo.failed',
  'undo.parked',
  // waits and signals
  'wait.started',
  'wait.ended',
  'wait.dropped',
  'wait.due',
  // commands
  'command.decided',
  'command.appended',
  'command.durable',
  // the end
  'end.appended',
  'end.durable',
  // the writer
  'batch.before-begin',
  'batch.before-commit',
  'batch.committed',
  'batch.before-answer',
  // blobs
  'blob.synced',
  'blob.named',
  'blob.folder-synced',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

type Listener = (point: FaultPoint) => void;

let listener: Listener | undefined;

/** Says that this place was reached. What a listener throws is thrown here. */
export function reach(point: FaultPoint): void {
  listener?.(point);
}

/**
 * Calls `hears` at every fault point of this thread, until the next call; for tests alone, which preload into the built
 * process what listens.
 * @public
 */
export function onFaultPoint(hears: Listener | undefined): void {
  listener = hears;
}
