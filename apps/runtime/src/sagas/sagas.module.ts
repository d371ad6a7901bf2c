import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Engine } from './engine.js';
import { HandlerRegistry } from './handler-registry.js';
import { Intake } from './intake.js';
import { RunEnvironment } from './run-environment.js';
import { StrayRounds } from './stray-rounds.js';

/** The engine and the handlers that it can run. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [Engine, HandlerRegistry, Intake, RunEnvironment, StrayRounds],
  exports: [Engine, HandlerRegistry, Intake],
})
export class SagasModule {}
