import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { ProblemError } from '@app/intent-contracts';
import { RuntimePulse } from '../runtime-client/runtime-pulse.js';

/** Whether this process runs, and whether it can be of use. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly pulse: RuntimePulse,
  ) {}

  @Get('healthz')
  @HealthCheck()
  alive(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('readyz')
  @HealthCheck()
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
