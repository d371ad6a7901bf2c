import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { ProblemError } from '@app/intent-contracts';
import { RuntimePulse } from '../runtime-client/runtime-pulse.js';

/** By itself it loads @nestjs/swagger at every start, to describe what no adapter offers. */
const UNDESCRIBED = { noCache: true, swaggerDocumentation: false };

/** Whether this process runs, and whether it can be of use. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly pulse: RuntimePulse,
  ) {}

  @Get('healthz')
  @HealthCheck(UNDESCRIBED)
  alive(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('readyz')
  @HealthCheck(UNDESCRIBED)
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.runtime()]);
  }

  private async runtime() {
    if (await this.pulse.beats()) return this.indicators.check('runtime').up();
    throw new ProblemError('RUNTIME_UNAVAILABLE', 'Runtime does not answer, so nothing can be served.', {
      retryAfter: 1,
    });
  }
}
