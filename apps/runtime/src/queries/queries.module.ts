import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { SessionsModule } from '../sessions/sessions.module.js';
import { QueriesController } from './queries.controller.js';
import { QueriesService } from './queries.service.js';
import { QueryRegistry } from './query-registry.js';

@Module({
  imports: [DiscoveryModule, SessionsModule],
  controllers: [QueriesController],
  providers: [QueriesService, QueryRegistry],
  exports: [QueryRegistry],
})
export class QueriesModule {}
