import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { ConnectionDrain } from './connection-drain.js';
import { DocsController } from './docs.controller.js';
import { HealthController } from './health.controller.js';

/** What those who run Experience look at. */
@Module({
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, DocsController],
  providers: [ConnectionDrain],
})
export class OperationsModule {}
