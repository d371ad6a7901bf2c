import type { Console } from '../app/console-context.js';
import { type Problem, problemOf } from '../experience/answered-problem.js';
import { answered } from '../experience/experience-client.js';
import type { Uploads } from '../content/uploads.js';
import type { LiveEvent } from '../live/live-event.js';

/** Small tables that belong together, as they come with the product. */
const SAMPLES = [
  { name: 'customers.csv', url: new URL('../../../../../examples/data/customers.csv', import.meta.url).href },
  { name: 'orders-2025.csv', url: new URL('../../../../../examples/data/orders-2025.csv', import.meta.url).href },
];

/** How far the tour has come, and what it has made so far. */
export interface TourState {
  readonly at: 'nowhere' | 'sending' | 'planning' | 'mashing' | 'done' | 'failed';
  readonly contentIds: readonly string[];
  readonly uploadExecutions: readonly string[];
  readonly plan?: string;
  readonly mashExecution?: string;
  readonly step?: string;
  readonly mashId?: string;
  readonly rows?: number;
  readonly problem?: Problem;
}

/** The first minute with an empty product: two files are taken in and become one table, step by step. */
export class SampleTour {
  private state: TourState = { at: 'nowhere', contentIds: [], uploadExecutions: [] };
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly console: Console,
    private readonly uploads: Uploads,
  ) {}

  readonly subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };

  readonly current = (): TourState => this.state;

  /** Ends the tour; what it has made stays. */
  leave(): void {
    this.set({ at: 'nowhere', contentIds: [], uploadExecutions: [] });
  }

  async begin(): Promise<void> {
    try {
      this.set({ at: 'sending', contentIds: [], uploadExecutions: [] });
      const uploads = await this.uploads.add(await Promise.all(SAMPLES.map(sampleFile)));
      const failed = uploads.find(({ problem }) => problem !== undefined);
      if (failed?.problem) return this.set({ at: 'failed', problem: failed.problem });
      const contentIds = uploads.flatMap(({ artifactId }) => artifactId ?? []);
      if (contentIds.length < SAMPLES.length) return this.leave();
      this.set({
        at: 'planning',
        contentIds,
        uploadExecutions: uploads.flatMap(({ executionId }) => executionId ?? []),
      });
      // Orders first: each is given its customer.
      const refs = contentIds.toReversed();
      await this.mash(refs);
    } catch (error) {
      this.set({ at: 'failed', problem: problemOf(error) });
    }
  }

  private async mash(refs: string[]): Promise<void> {
    const { client, identity, session } = this.console;
    const whose = { tenant_id: identity.mode === 'open' ? identity.tenant : undefined } as { tenant_id: string };
    const plan = await answered(client.POST('/v1/data-mash/plan', { body: { content_refs: refs, ...whose } }));
    this.set({ plan: plan.joins[0]?.reason ?? `${plan.columns.length} columns` });
    const body = { content_refs: refs, ...whose, session_id: await session.id(), options: { target_domain: 'sales' } };
    const { execution_id: executionId } = await answered(client.POST('/v1/data-mash/create', { body }));
    this.set({ at: 'mashing', mashExecution: executionId });
    for await (const item of this.console.live.follow({ execution_id: executionId })) {
      const event = item.kind === 'event' ? (item.event as LiveEvent) : undefined;
      if (event?.type === 'step.started') this.set({ step: String(event.data['step']) });
      if (item.kind === 'snapshot') break;
    }
    const ended = await answered(
      client.GET('/v1/execution/{executionId}/status', { params: { path: { executionId } } }),
    );
    if (ended.error) return this.set({ at: 'failed', problem: ended.error });
    const result = ended.result as { mash_id: string; rows: { out: number } };
    this.set({ at: 'done', mashId: result.mash_id, rows: result.rows.out });
  }

  private set(change: Partial<TourState>): void {
    this.state = { ...this.state, ...change };
    for (const tell of [...this.listeners]) tell();
  }
}

async function sampleFile({ name, url }: (typeof SAMPLES)[number]): Promise<File> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The sample ${name} could not be read: ${answer.status}.`);
  return new File([await answer.blob()], name, { type: 'text/csv' });
}
