import { setTimeout as sleep } from 'node:timers/promises';
import type { Crowd } from '../chaos/crowd.js';
import type { Subscription } from '../chaos/history.js';
import { Random } from '../chaos/random.js';
import { RestlessSubscriber } from './restless-subscriber.js';

export interface AudienceOptions {
  readonly seed: number;
  readonly tenantId: string;
  /** Where an Experience is, now. */
  readonly base: () => string;
  /** How many follow everything of the tenant, a session, and one execution after another. */
  readonly ofTenant: number;
  readonly ofSessions: number;
  readonly ofExecutions: number;
}

const LOOK_AGAIN = 20;

/** All who look on at what customers do. */
export class Audience {
  private readonly over = new AbortController();
  private readonly subscribers: RestlessSubscriber[] = [];
  private readonly watching: Promise<unknown>;

  constructor(
    private readonly crowd: Crowd,
    private readonly options: AudienceOptions,
  ) {
    const { seed, ofTenant, ofSessions, ofExecutions } = options;
    const sessions = crowd.sessions.map(({ session_id }) => session_id);
    const feeds = [
      ...Array.from({ length: ofTenant }, () => ({ tenant: true }) as const),
      ...Array.from({ length: ofSessions }, (_, index) => ({ session_id: sessions[index % sessions.length]! })),
    ].map((target, index) => this.subscriber(target, new Random(seed + index)));
    const wanderers = Array.from({ length: ofExecutions }, (_, index) => this.wander(new Random(seed - 1 - index)));
    this.watching = Promise.all([...feeds.map((subscriber) => subscriber.follow(this.over.signal)), ...wanderers]);
    // Whoever waits for it is told.
    this.watching.catch(() => undefined);
  }

  get deliveries(): number {
    return this.subscribers.reduce((sum, { subscription }) => sum + subscription.seen.length, 0);
  }

  get stays(): number {
    return this.subscribers.reduce((sum, { stays }) => sum + stays, 0);
  }

  /** Rejects as soon as one of them cannot go on. */
  get trouble(): Promise<never> {
    return this.watching.then(() => new Promise<never>(() => undefined));
  }

  /** To be called when nothing happens any more: lets everybody hear what there is, and asks what they were told. */
  async goHome(): Promise<Subscription[]> {
    this.over.abort();
    await this.watching;
    return this.subscribers.map(({ subscription }) => subscription);
  }

  disperse(): void {
    this.over.abort();
  }

  /** Follows executions to their ends; most are attached to when they are under way or over already. */
  private async wander(random: Random): Promise<void> {
    while (!this.over.signal.aborted) {
      const [first, ...others] = this.crowd.current.flatMap(({ acknowledged }) => acknowledged.slice(0, 1));
      if (first === undefined) {
        await sleep(LOOK_AGAIN);
        continue;
      }
      await this.subscriber({ execution_id: random.oneOf([first, ...others]) }, random).follow(this.over.signal);
    }
  }

  private subscriber(target: ConstructorParameters<typeof RestlessSubscriber>[0], random: Random): RestlessSubscriber {
    const { tenantId, base } = this.options;
    const subscriber = new RestlessSubscriber(target, { tenantId, base, random });
    this.subscribers.push(subscriber);
    return subscriber;
  }
}
