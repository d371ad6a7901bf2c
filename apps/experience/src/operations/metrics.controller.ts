import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import type { Response } from 'express';
import { Environment } from '../config/environment.js';
import { isSameSecret } from '../identity/secret-text.js';
import { Metrics } from './metrics.js';

/** Counts and measures of this process, for Prometheus. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly environment: Environment,
    private readonly metrics: Metrics,
  ) {}

  @Get()
  async read(@Headers('authorization') authorization = '', @Res() response: Response): Promise<void> {
    const { METRICS_TOKEN, AUTH_MODE } = this.environment;
    if (METRICS_TOKEN === '' && AUTH_MODE !== 'open') {
      throw new ProblemError(
        'ROUTE_NOT_FOUND',
        'Where callers have to say who they are, set METRICS_TOKEN to have metrics.',
      );
    }
    if (METRICS_TOKEN !== '' && !isSameSecret(authorization, `Bearer ${METRICS_TOKEN}`)) {
      throw new ProblemError(
        'UNAUTHENTICATED',
        'Metrics are for those who bring the METRICS_TOKEN of this server as Bearer.',
      );
    }
    response.type(this.metrics.contentType).send(await this.metrics.text());
  }
}
