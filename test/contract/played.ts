import type { Session, SubmitIntent } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { OutsideWorld } from './outside-world.js';

export interface PlannedStep {
  step: string;
  undo?: 'irreversible' | 'none';
  onExhausted?: 'pause';
}

type Part =
  PlannedStep | { together: PlannedStep[] } | { sleep: string; for: string } | { signal: string; timeout?: string };

/** Both planes with the realm `play` beside the world that it acts on. */
export class Stage {
  private constructor(
    readonly planes: BothPlanes,
    readonly world: OutsideWorld,
    readonly session: Session,
  ) {}

  /** `env` is for Runtime. */
  static async set(env: Record<string, string> = {}): Promise<Stage> {
    const world = await OutsideWorld.listen();
    const planes = await BothPlanes.start({
      RUNTIME_REALMS: './test/contract/realms/play',
      PLAY_WORLD_URL: world.url,
      ...env,
    });
    return new Stage(planes, world, await planes.api.session());
  }

  play(plan: Part[], concurrencyKey?: string): SubmitIntent {
    const { session_id, tenant_id } = this.session;
    const intent = { intent_type: 'play.plan', realm: 'play', session_id, tenant_id, payload: { plan } };
    return concurrencyKey === undefined ? intent : { ...intent, concurrency_key: concurrencyKey };
  }

  async begin(plan: Part[], concurrencyKey?: string): Promise<string> {
    return (await this.planes.api.accepted(this.play(plan, concurrencyKey))).execution_id;
  }

  /** The types of the events of an execution, each with the step or wait that it is about. */
  async told(executionId: string): Promise<string[]> {
    const events = await this.planes.api.events(executionId);
    return events.map(({ type, data }) => {
      const { step, wait } = data as { step?: string; wait?: string };
      return [type, step ?? wait].filter(Boolean).join(' ');
    });
  }

  async strike(): Promise<void> {
    await this.planes.kill();
    await this.world.close();
  }
}
