import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { Engine } from '../sagas/engine.js';
import { StoreHealth } from '../storage/store-health.js';
import { Documented } from './documented.js';
import { HealthAnswer } from './health.answer.js';
import { Stopping } from './stopping.js';

/** By itself it loads @nestjs/swagger at every start. */
const DESCRIBED_BELOW = { noCache: true, swaggerDocumentation: false };

@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly store: StoreHealth,
    private readonly engine: Engine,
    private readonly stopping: Stopping,
  ) {}

  @Get('healthz')
  @HealthCheck(DESCRIBED_BELOW)
  @Documented({
    summary: 'Whether the process lives',
    tag: 'operations',
    access: 'public',
    answers: { 200: HealthAnswer },
  })
  alive(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('readyz')
  @HealthCheck(DESCRIBED_BELOW)
  @Documented({
    summary: 'Whether intents can be taken',
    tag: 'operations',
    access: 'public',
    answers: { 200: HealthAnswer, 503: null },
  })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => {
        const engine = this.indicators.check('engine');
        return this.engine.isOpen && !this.stopping.announced ? engine.up() : engine.down('The process is stopping.');
      },
      async () => {
        const store = this.indicators.check('store');
        try {
          await this.store.check();
          return store.up();
        } catch (error) {
          return store.down(String(error));
        }
      },
    ]);
  }
}
