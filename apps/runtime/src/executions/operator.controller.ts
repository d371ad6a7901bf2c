import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  Execution,
  GiveReason,
  isTerminal,
  ResolveStep,
  ResolveUndo,
  SendSignal,
  SkipUndo,
  Terminate,
} from '@app/intent-contracts';
import type { Response } from 'express';
import { Ids } from '../determinism/ids.js';
import type { Scope } from '../identity/scopes.js';
import { Operator } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import type { Order } from '../sagas/commands/order.js';
import { toExecution } from './execution.view.js';
import { ExecutionRetry } from './execution-retry.js';
import { ExecutionsService } from './executions.service.js';

const documented = (summary: string, body?: new () => object, access: Scope = 'executions:operate'): MethodDecorator =>
  Documented({
    summary,
    tag: 'operator commands',
    access,
    headers: HEADERS.tenant,
    answers: { 202: Execution },
    ...(body && { body }),
  });

/** What an operator tells an execution to do. Each is 202 with the status, and harmless when repeated. */
@Controller('api/execution/:executionId')
export class OperatorController {
  constructor(
    private readonly executions: ExecutionsService,
    private readonly retries: ExecutionRetry,
    private readonly ids: Ids,
  ) {}

  @Post('cancel')
  @HttpCode(202)
  @documented('Turn it back: undo what was done', GiveReason)
  cancel(
    @Param('executionId') executionId: string,
    @Operator() operator: Operator,
    @Body() body: GiveReason,
  ): Promise<Execution> {
    return this.command(operator, executionId, { command: 'cancel', ...body });
  }

  @Post('pause')
  @HttpCode(202)
  @documented('Hold it where it is', GiveReason)
  pause(
    @Param('executionId') executionId: string,
    @Operator() operator: Operator,
    @Body() body: GiveReason,
  ): Promise<Execution> {
    return this.command(operator, executionId, { command: 'pause', ...body });
  }

  @Post('terminate')
  @HttpCode(202)
  @documented('End it at once, and undo nothing', Terminate)
  terminate(
    @Param('executionId') executionId: string,
    @Operator() operator: Operator,
    @Body() body: Terminate,
  ): Promise<Execution> {
    return this.command(operator, executionId, { command: 'terminate', ...body });
  }

  @Post('signal/:name')
  @HttpCode(202)
  @documented('Tell it something that it waits for, or will wait for', SendSignal, 'executions:signal')
  signal(
    @Param('executionId') executionId: string,
    @Param('name') name: string,
    @Operator() operator: Operator,
    @Body() body: SendSignal,
  ): Promise<Execution> {
    const id = body.id ?? this.ids.next('sig');
    return this.command(operator, executionId, { ...body, command: 'signal', name, id });
  }

  @Post('resume')
  @HttpCode(202)
  @documented('Go on as before the pause')
  resume(@Param('executionId') executionId: string, @Operator() operator: Operator): Promise<Execution> {
    return this.command(operator, executionId, { command: 'resume' });
  }

  @Post('retry')
  @HttpCode(202)
  @documented('Go on from the step that used up its attempts; of one that has ended, make a new execution from the top')
  async retry(
    @Param('executionId') executionId: string,
    @Operator() operator: Operator,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Execution> {
    const record = await this.executions.get(operator.tenantId, executionId);
    if (!isTerminal(record.status) || record.status === 'succeeded') {
      return this.command(operator, executionId, { command: 'retry' });
    }
    const repeated = await this.retries.repeat(record, operator.actor);
    response.setHeader('Location', `/api/execution/${repeated.executionId}/status`);
    return toExecution(repeated);
  }

  @Post('compensation/retry')
  @HttpCode(202)
  @documented('Try the undo that failed again')
  retryUndo(@Param('executionId') executionId: string, @Operator() operator: Operator): Promise<Execution> {
    return this.command(operator, executionId, { command: 'compensation/retry' });
  }

  @Post('compensation/skip')
  @HttpCode(202)
  @documented('Leave the undo that failed undone, and say why', SkipUndo)
  skipUndo(
    @Param('executionId') executionId: string,
    @Operator() operator: Operator,
    @Body() body: SkipUndo,
  ): Promise<Execution> {
    return this.command(operator, executionId, { command: 'compensation/skip', ...body });
  }

  @Post('compensation/resolve')
  @HttpCode(202)
  @documented('Take the undo that failed as done by other means, and say how that is known', ResolveUndo)
  resolveUndo(
    @Param('executionId') executionId: string,
    @Operator() operator: Operator,
    @Body() body: ResolveUndo,
  ): Promise<Execution> {
    return this.command(operator, executionId, { command: 'compensation/resolve', ...body });
  }

  @Post('step/:name/resolve')
  @HttpCode(202)
  @documented('Say whether a step of unknown outcome took effect', ResolveStep)
  resolveStep(
    @Param('executionId') executionId: string,
    @Param('name') name: string,
    @Operator() operator: Operator,
    @Body() body: ResolveStep,
  ): Promise<Execution> {
    return this.command(operator, executionId, { command: 'step/resolve', step: name, ...body });
  }

  private async command({ tenantId, actor }: Operator, executionId: string, order: Order): Promise<Execution> {
    const attributed = actor === undefined ? order : { ...order, actor };
    return toExecution(await this.executions.command(tenantId, executionId, attributed));
  }
}
