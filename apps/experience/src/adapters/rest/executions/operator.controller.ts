import { Body, Controller, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { Execution, ResolveStep, ResolveUndo, SkipUndo, type ExecutionCommand } from '@app/intent-contracts';
import { type Answer, type Caller, Documented, Executions, FromCaller } from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';

/** What an operator tells an execution that does not go on by itself. */
@Controller('v1/execution/:executionId')
@UseInterceptors(AnswerInterceptor)
export class OperatorController {
  constructor(private readonly executions: Executions) {}

  @Post('resume')
  @HttpCode(202)
  @Documented({ summary: 'Let a paused execution go on', tag: 'operators', answers: { 202: Execution } })
  resume(@Param('executionId') executionId: string, @FromCaller() caller: Caller): Promise<Answer<Execution>> {
    return this.tell(executionId, 'resume', caller);
  }

  @Post('retry')
  @HttpCode(202)
  @Documented({ summary: 'Try the failed step again', tag: 'operators', answers: { 202: Execution } })
  retry(@Param('executionId') executionId: string, @FromCaller() caller: Caller): Promise<Answer<Execution>> {
    return this.tell(executionId, 'retry', caller);
  }

  @Post('compensation/retry')
  @HttpCode(202)
  @Documented({ summary: 'Try the failed undo again', tag: 'operators', answers: { 202: Execution } })
  retryUndo(@Param('executionId') executionId: string, @FromCaller() caller: Caller): Promise<Answer<Execution>> {
    return this.tell(executionId, 'compensation/retry', caller);
  }

  @Post('compensation/skip')
  @HttpCode(202)
  @Documented({ summary: 'Leave the failed undo undone', tag: 'operators', answers: { 202: Execution } })
  skipUndo(
    @Param('executionId') executionId: string,
    @Body() body: SkipUndo,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'compensation/skip', caller, body);
  }

  @Post('compensation/resolve')
  @HttpCode(202)
  @Documented({ summary: 'Declare the failed undo done by other means', tag: 'operators', answers: { 202: Execution } })
  resolveUndo(
    @Param('executionId') executionId: string,
    @Body() body: ResolveUndo,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'compensation/resolve', caller, body);
  }

  @Post('step/:step/resolve')
  @HttpCode(202)
  @Documented({
    summary: 'Say whether a step of unknown outcome took effect',
    tag: 'operators',
    answers: { 202: Execution },
  })
  resolveStep(
    @Param('executionId') executionId: string,
    @Param('step') step: string,
    @Body() body: ResolveStep,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.executions.command(executionId, 'step/resolve', { step, body }, caller);
  }

  private tell(
    executionId: string,
    command: ExecutionCommand,
    caller: Caller,
    body?: object,
  ): Promise<Answer<Execution>> {
    return this.executions.command(executionId, command, body ? { body } : {}, caller);
  }
}
