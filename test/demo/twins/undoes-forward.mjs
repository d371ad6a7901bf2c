/** The broken twin of the engine: it undoes what was done first, first. To be preloaded by NODE_OPTIONS. */
const BUILT = '../../../apps/runtime/dist/apps/runtime/src/sagas/step-history.js';
const [, script, plane] = process.argv;

if (script?.endsWith('start-plane.mjs') && plane === 'runtime') {
  const { StepHistory } = await import(BUILT);
  const { pendingUndos } = StepHistory.prototype;
  StepHistory.prototype.pendingUndos = function () {
    return pendingUndos.call(this).toReversed();
  };
}
