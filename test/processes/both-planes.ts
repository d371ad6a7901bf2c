import { PlaneClient } from './plane-client.js';
import type { PlaneProcess } from './plane-process.js';
import { experienceProcess, runtimeProcess } from './planes.js';

/** Both planes as processes, and the front door of each. */
export class BothPlanes {
  readonly api: PlaneClient;
  readonly v1: PlaneClient;

  private constructor(
    readonly runtime: PlaneProcess,
    readonly experience: PlaneProcess,
  ) {
    this.api = new PlaneClient(`${runtime.url}/api`);
    this.v1 = new PlaneClient(`${experience.url}/v1`);
  }

  /** Starts both; `env` is for Runtime. */
  static async start(env: Record<string, string> = {}): Promise<BothPlanes> {
    const runtime = await runtimeProcess(env);
    const experience = await experienceProcess(runtime.url);
    await Promise.all([runtime.start(), experience.start()]);
    return new BothPlanes(runtime, experience);
  }

  async kill(): Promise<void> {
    await Promise.all([this.experience.kill(), this.runtime.kill()]);
  }
}
