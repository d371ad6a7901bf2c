import { Module } from '@nestjs/common';
import { ArtifactSweeper } from './artifact-sweeper.js';
import { ArtifactsController } from './artifacts.controller.js';
import { ArtifactsService } from './artifacts.service.js';
import { BlobStore } from './blob-store.js';
import { DiskBlobStore } from './disk-blob-store.js';
import { LineageService } from './lineage.service.js';

@Module({
  controllers: [ArtifactsController],
  providers: [ArtifactsService, ArtifactSweeper, LineageService, { provide: BlobStore, useClass: DiskBlobStore }],
  exports: [ArtifactsService, BlobStore],
})
export class ArtifactsModule {}
