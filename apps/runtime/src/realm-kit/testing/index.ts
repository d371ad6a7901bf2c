export type { RehearsalArtifact, RehearsalOptions, RehearsalSignal } from './rehearsal-options.js';
export { rehearse } from './rehearse.js';
export { rehearseEveryCrash } from './rehearse-every-crash.js';
export { RehearsalFailed, type RehearsedExecution } from './rehearsed-execution.js';
export type { RehearsedCall } from './watched-handler.js';
