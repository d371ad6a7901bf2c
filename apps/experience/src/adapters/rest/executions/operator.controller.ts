import { Body, Controller, HttpCode, Param, Post, Res, UseInterceptors } from '@nestjs/common';
import {
  Execution,
  GiveReason,
  ResolveStep,
  ResolveUndo,
  SendSignal,
  SkipUndo,
  Terminate,
  type ExecutionCommand,
} from '@app/intent-contracts';
import type { Response } from 'express';
import {
  type Answer,
  type Caller,
  type CommandOptions,
  Documented,
  Executions,
  FromCaller,
} from '../../../adapter-kit/index.js';
import { AnswerInterceptor } from '../answer.interceptor.js';

const documented = (summary: string): MethodDecorator =>
  Documented({ summary, tag: 'operators', answers: { 202: Execution } });

/** What an execution may be told. Each is 202 with the status. */
@Controller('v1/execution/:executionId')
@UseInterceptors(AnswerInterceptor)
export class OperatorController {
  constructor(private readonly executions: Executions) {}

  @Post('cancel')
  @HttpCode(202)
  @documented('Turn an execution back: undo what was done')
  cancel(
    @Param('executionId') executionId: string,
    @Body() body: GiveReason,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'cancel', caller, { body });
  }

  @Post('pause')
  @HttpCode(202)
  @documented('Hold an execution where it is')
  pause(
    @Param('executionId') executionId: string,
    @Body() body: GiveReason,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'pause', caller, { body });
  }

  @Post('resume')
  @HttpCode(202)
  @documented('Let a paused execution go on')
  resume(@Param('executionId') executionId: string, @FromCaller() caller: Caller): Promise<Answer<Execution>> {
    return this.tell(executionId, 'resume', caller);
  }

  @Post('retry')
  @HttpCode(202)
  @documented('Try the failed step again; of an execution that has ended, make a new one from the top')
  async retry(
    @Param('executionId') executionId: string,
    @FromCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<Execution>> {
    const answer = await this.tell(executionId, 'retry', caller);
    const { execution_id: told } = answer.body;
    if (told !== executionId) response.location(`/v1/execution/${encodeURIComponent(told)}/status`);
    return answer;
  }

  @Post('terminate')
  @HttpCode(202)
  @documented('End an execution at once, undoing nothing')
  terminate(
    @Param('executionId') executionId: string,
    @Body() body: Terminate,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'terminate', caller, { body });
  }

  @Post('signal/:name')
  @HttpCode(202)
  @documented('Tell an execution what it waits for, or will')
  signal(
    @Param('executionId') executionId: string,
    @Param('name') signal: string,
    @Body() body: SendSignal,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'signal', caller, { signal, body });
  }

  @Post('compensation/retry')
  @HttpCode(202)
  @documented('Try the failed undo again')
  retryUndo(@Param('executionId') executionId: string, @FromCaller() caller: Caller): Promise<Answer<Execution>> {
    return this.tell(executionId, 'compensation/retry', caller);
  }

  @Post('compensation/skip')
  @HttpCode(202)
  @documented('Leave the failed undo undone')
  skipUndo(
    @Param('executionId') executionId: string,
    @Body() body: SkipUndo,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'compensation/skip', caller, { body });
  }

  @Post('compensation/resolve')
  @HttpCode(202)
  @documented('Declare the failed undo done by other means')
  resolveUndo(
    @Param('executionId') executionId: string,
    @Body() body: ResolveUndo,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'compensation/resolve', caller, { body });
  }

  @Post('step/:step/resolve')
  @HttpCode(202)
  @documented('Say whether a step of unknown outcome took effect')
  resolveStep(
    @Param('executionId') executionId: string,
    @Param('step') step: string,
    @Body() body: ResolveStep,
    @FromCaller() caller: Caller,
  ): Promise<Answer<Execution>> {
    return this.tell(executionId, 'step/resolve', caller, { step, body });
  }

  private tell(
    executionId: string,
    command: ExecutionCommand,
    caller: Caller,
    { body, ...about }: CommandOptions = {},
  ): Promise<Answer<Execution>> {
    return this.executions.command(executionId, command, { ...about, ...(body && { body }) }, caller);
  }
}
