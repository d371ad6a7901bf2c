import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import type { Response } from 'express';
import { RuntimeConfig } from '../config/runtime-config.js';
import { isSameSecret } from '../identity/secret-text.js';
import { unauthenticated } from '../identity/unauthenticated.js';
import { Documented } from './documented.js';
import { Metrics } from './metrics.js';

@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly config: RuntimeConfig,
    private readonly metrics: Metrics,
  ) {}

  @Get()
  @Documented({
    summary: 'Counts and measures of this process, for Prometheus',
    tag: 'operations',
    access: 'public',
    headers: { Authorization: '`Bearer` and METRICS_TOKEN, where that is set' },
    answers: { 200: null },
  })
  async read(@Headers('authorization') authorization = '', @Res() response: Response): Promise<void> {
    const { metricsToken, tokens } = this.config;
    if (metricsToken === undefined && tokens !== undefined) {
      throw new ProblemError(
        'ROUTE_NOT_FOUND',
        'Where callers have to say who they are, set METRICS_TOKEN to have metrics.',
      );
    }
    if (metricsToken !== undefined && !isSameSecret(authorization, `Bearer ${metricsToken}`)) {
      throw unauthenticated('Metrics are for those who bring the METRICS_TOKEN of this server as Bearer.');
    }
    response.type(this.metrics.contentType).send(await this.metrics.text());
  }
}
