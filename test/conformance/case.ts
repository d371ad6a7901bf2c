import type { Scene } from './scene.js';

/** Something that every delivery of events promises. */
export interface Case {
  /** A sentence whose subject is the events. */
  readonly promise: string;
  /** Rejects if it is not kept. */
  readonly check: (scene: Scene) => Promise<void>;
}
