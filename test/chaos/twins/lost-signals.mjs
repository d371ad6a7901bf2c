/**
 * The broken twin of signals: every third is acknowledged and forgotten. To be preloaded into a Runtime; a chaos run must
 * find out.
 */
const BUILT = '../../../apps/runtime/dist/apps/runtime/src/sagas/active-execution.js';

const { ActiveExecution } = await import(BUILT);
const { tell } = ActiveExecution.prototype;
let signals = 0;
ActiveExecution.prototype.tell = function (events) {
  const kept = events.filter(({ type }) => type !== 'signal.received' || (signals += 1) % 3 !== 0);
  return tell.call(this, kept);
};
