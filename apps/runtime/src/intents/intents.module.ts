import { Module } from '@nestjs/common';
import { ArtifactsModule } from '../artifacts/artifacts.module.js';
import { ExecutionsModule } from '../executions/executions.module.js';
import { FileData } from './file-data.js';
import { IntentCatalogue } from './intent-catalogue.js';
import { IntentsController } from './intents.controller.js';
import { IntentsService } from './intents.service.js';

@Module({
  imports: [ArtifactsModule, ExecutionsModule],
  controllers: [IntentsController],
  providers: [FileData, IntentCatalogue, IntentsService],
  exports: [IntentsService],
})
export class IntentsModule {}
