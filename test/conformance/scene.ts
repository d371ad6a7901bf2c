import type { FollowOptions, FollowTarget } from '@app/intent-client';
import type { Execution, ExecutionEvent, Session, StreamItem } from '@app/intent-contracts';
import type { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import type { Follower } from './delivery.js';

export interface EndedOrder {
  readonly execution: Execution;
  /** What Runtime's log says of it. */
  readonly log: ExecutionEvent[];
}

const PATIENCE_MS = 15_000;

let tenants = 0;

/** Planes at work, and somebody who follows what they do. */
export class Scene {
  constructor(
    readonly planes: BothPlanes,
    readonly follower: Follower,
  ) {}

  /** Whoever is not told what was to come is left with what did. */
  follow(target: FollowTarget, options: FollowOptions = {}): AsyncIterable<StreamItem> {
    return this.follower.follow(target, { signal: AbortSignal.timeout(PATIENCE_MS), ...options });
  }

  /** A session of a tenant of its own. */
  session(): Promise<Session> {
    tenants += 1;
    return this.planes.api.session(`tenant-${tenants}`);
  }

  /** An order that takes so many milliseconds in each of its three steps. */
  async order(session: Session, delay = 0): Promise<{ execution_id: string }> {
    const { execution_id } = await this.planes.api.accepted(placeOrder(session, { simulate: { delay_ms: delay } }));
    return { execution_id };
  }

  async endedOrder(session: Session): Promise<EndedOrder> {
    const { execution_id } = await this.order(session);
    const execution = await this.planes.api.ended(execution_id);
    return { execution, log: await this.log(execution_id) };
  }

  /** What is told is held to this. */
  log(executionId: string): Promise<ExecutionEvent[]> {
    return this.planes.api.events(executionId);
  }
}
