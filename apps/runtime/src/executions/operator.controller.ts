import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Execution, ResolveStep, ResolveUndo, SkipUndo, type ExecutionCommand } from '@app/intent-contracts';
import { Tenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { toExecution } from './execution.view.js';
import { ExecutionsService, type Decision } from './executions.service.js';
import { resolveStep, resolveUndo, resume, retry, retryUndo, skipUndo } from './operator-decisions.js';

const documented = (summary: string, body?: new () => object): MethodDecorator =>
  Documented({
    summary,
    tag: 'operator commands',
    headers: HEADERS.tenant,
    answers: { 202: Execution },
    ...(body && { body }),
  });

/** What an operator tells an execution to do. Each is 202 with the status, and harmless when repeated. */
@Controller('api/execution/:executionId')
export class OperatorController {
  constructor(private readonly executions: ExecutionsService) {}

  @Post('resume')
  @HttpCode(202)
  @documented('Go on as before the pause')
  resume(@Param('executionId') executionId: string, @Tenant() tenantId: string | null): Promise<Execution> {
    return this.command(tenantId, executionId, 'resume', resume);
  }

  @Post('retry')
  @HttpCode(202)
  @documented('Go on from the step that used up its attempts')
  retry(@Param('executionId') executionId: string, @Tenant() tenantId: string | null): Promise<Execution> {
    return this.command(tenantId, executionId, 'retry', retry);
  }

  @Post('compensation/retry')
  @HttpCode(202)
  @documented('Try the undo that failed again')
  retryUndo(@Param('executionId') executionId: string, @Tenant() tenantId: string | null): Promise<Execution> {
    return this.command(tenantId, executionId, 'compensation/retry', retryUndo);
  }

  @Post('compensation/skip')
  @HttpCode(202)
  @documented('Leave the undo that failed undone, and say why', SkipUndo)
  skipUndo(
    @Param('executionId') executionId: string,
    @Tenant() tenantId: string | null,
    @Body() body: SkipUndo,
  ): Promise<Execution> {
    return this.command(tenantId, executionId, 'compensation/skip', skipUndo(body));
  }

  @Post('compensation/resolve')
  @HttpCode(202)
  @documented('Take the undo that failed as done by other means, and say how that is known', ResolveUndo)
  resolveUndo(
    @Param('executionId') executionId: string,
    @Tenant() tenantId: string | null,
    @Body() body: ResolveUndo,
  ): Promise<Execution> {
    return this.command(tenantId, executionId, 'compensation/resolve', resolveUndo(body));
  }

  @Post('step/:name/resolve')
  @HttpCode(202)
  @documented('Say whether a step of unknown outcome took effect', ResolveStep)
  resolveStep(
    @Param('executionId') executionId: string,
    @Param('name') name: string,
    @Tenant() tenantId: string | null,
    @Body() body: ResolveStep,
  ): Promise<Execution> {
    return this.command(tenantId, executionId, 'step/resolve', resolveStep(name, body));
  }

  private async command(
    tenantId: string | null,
    executionId: string,
    command: ExecutionCommand,
    decide: Decision,
  ): Promise<Execution> {
    return toExecution(await this.executions.command(tenantId, executionId, command, decide));
  }
}
