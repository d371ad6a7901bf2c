import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { Stopping } from './stopping.js';

/** What those who run Runtime look at. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [Stopping],
  exports: [Stopping],
})
export class OperationsModule {}
