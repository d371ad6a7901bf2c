import { Module } from '@nestjs/common';
import { ExecutionRetry } from './execution-retry.js';
import { ExecutionsController } from './executions.controller.js';
import { ExecutionsService } from './executions.service.js';
import { OperatorController } from './operator.controller.js';

@Module({
  controllers: [ExecutionsController, OperatorController],
  providers: [ExecutionsService, ExecutionRetry],
  exports: [ExecutionsService],
})
export class ExecutionsModule {}
