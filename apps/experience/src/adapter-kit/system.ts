import type { SystemAnswer } from '@app/intent-contracts';
import type { Answer } from './answer.js';
import type { Caller } from './caller.js';

/** What Runtime says of itself. */
export abstract class System {
  /** Rejects with `RUNTIME_UNAVAILABLE` while Runtime is away. */
  abstract describe(caller: Caller): Promise<Answer<SystemAnswer>>;
}
