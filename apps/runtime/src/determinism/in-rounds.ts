import type { Clock } from './clock.js';

/** What is done again and again beside everything else. */
export interface Rounds {
  readonly clock: Clock;
  /** Milliseconds before each round. */
  readonly pause: number;
  readonly stopping: AbortSignal;
  readonly round: () => Promise<void>;
  /** Told when a round has failed; the next one tries again. */
  readonly failed: (error: unknown) => void;
}

/** Resolves when it was stopped, and a round under way has ended. */
export async function inRounds({ clock, pause, stopping, round, failed }: Rounds): Promise<void> {
  for (;;) {
    await clock.sleep(pause, stopping);
    if (stopping.aborted) return;
    await round().catch(failed);
  }
}
