import { randomBytes } from 'node:crypto';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { Issuer } from './issuer.js';

/** Both planes in jwt mode, and the issuer that they trust. */
export class GuardedPlanes {
  private constructor(
    readonly issuer: Issuer,
    readonly serviceToken: string,
    readonly runtime: PlaneProcess,
    readonly experience: PlaneProcess,
  ) {}

  /** `env` is for Runtime; Experience is told of it who may read metrics. */
  static async start(env: Record<string, string> = {}): Promise<GuardedPlanes> {
    const issuer = await Issuer.start();
    const serviceToken = randomBytes(32).toString('base64');
    const settings = { ...issuer.settings, SERVICE_TOKEN: serviceToken };
    const pepper = { API_KEY_PEPPER: randomBytes(32).toString('base64') };
    const runtime = await runtimeProcess({ ...settings, ...pepper, ...env });
    const metrics = env['METRICS_TOKEN'] !== undefined && { METRICS_TOKEN: env['METRICS_TOKEN'] };
    const guarded = { AUTH_MODE: 'jwt', SERVICE_TOKEN: serviceToken, ...metrics };
    const experience = await experienceProcess(runtime.url, guarded);
    await Promise.all([runtime.start(), experience.start()]);
    return new GuardedPlanes(issuer, serviceToken, runtime, experience);
  }

  /** What a request to Runtime carries for the holder of a token; to Experience it is the same without the service's. */
  headers(token: string | undefined, service: string | undefined = this.serviceToken): Record<string, string> {
    return {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(service !== undefined && { 'x-service-token': service }),
    };
  }

  async kill(): Promise<void> {
    await Promise.all([this.experience.kill(), this.runtime.kill()]);
    await this.issuer.stop();
  }
}
