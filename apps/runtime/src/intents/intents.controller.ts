import { Body, Controller, Get, Headers, Post, Req, Res } from '@nestjs/common';
import { Execution, ExecutionAccepted, IntentTypes, ProblemError, SubmitIntent } from '@app/intent-contracts';
import type { Request, Response } from 'express';
import { toAccepted, toExecution } from '../executions/execution.view.js';
import { ExecutionsService } from '../executions/executions.service.js';
import { PreferWait, type Wait } from '../executions/prefer-wait.decorator.js';
import { Actor } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { accepted as isAccepted } from '../operations/shedding.middleware.js';
import { IntentCatalogue } from './intent-catalogue.js';
import { IntentsService } from './intents.service.js';

const LONGEST_KEY = 255;

@Controller('api/intent')
export class IntentsController {
  constructor(
    private readonly intents: IntentsService,
    private readonly catalogue: IntentCatalogue,
    private readonly executions: ExecutionsService,
  ) {}

  @Get('types')
  @Documented({ summary: 'What can be asked for', tag: 'intents', access: 'read', answers: { 200: IntentTypes } })
  async types(): Promise<IntentTypes> {
    return { intent_types: await this.catalogue.entries() };
  }

  @Post('submit')
  @Documented({
    summary: 'Ask for something; with Prefer: wait the answer is the status, if it ends in time',
    tag: 'intents',
    access: { scope: 'intents:submit', typeIn: 'intent_type', tenantInBody: true },
    body: SubmitIntent,
    headers: { ...HEADERS.prefer, ...HEADERS.idempotencyKey },
    answers: { 200: Execution, 202: ExecutionAccepted },
  })
  async submit(
    @Body() body: SubmitIntent,
    @PreferWait() wait: Wait | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Actor() actor: string | undefined,
    @Headers('idempotency-key') key?: string,
  ): Promise<Execution | ExecutionAccepted> {
    if (key !== undefined && (key === '' || key.length > LONGEST_KEY)) {
      throw new ProblemError('MALFORMED_REQUEST', `An Idempotency-Key has 1 to ${LONGEST_KEY} characters.`);
    }
    const { record, replayed } = await this.intents.submit(body, key, actor);
    isAccepted(request);
    const accepted = toAccepted(record);
    response.setHeader('Location', accepted.links.status);
    response.setHeader('Link', `<${accepted.links.status}>; rel="status"`);
    if (replayed) response.setHeader('Idempotent-Replayed', 'true');
    if (wait) {
      const status = toExecution(await this.executions.whenDone(record.tenantId, record.executionId, wait));
      if (status.done) {
        response.status(200);
        return status;
      }
    }
    response.status(202);
    response.setHeader('Retry-After', '1');
    return accepted;
  }
}
