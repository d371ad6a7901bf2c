import { Module } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { ArtifactSweeper } from './artifact-sweeper.js';
import { ArtifactsController } from './artifacts.controller.js';
import { ArtifactsService } from './artifacts.service.js';
import { BlobStore } from './blob-store.js';
import { DiskBlobStore } from './disk-blob-store.js';
import { LineageService } from './lineage.service.js';

/** What S3 needs is loaded by those who use it: it would cost every other start 150 ms and 20 MiB. */
async function openBlobs(config: RuntimeConfig, clock: Clock): Promise<BlobStore> {
  if (!config.bucket) return new DiskBlobStore(config);
  const { S3BlobStore } = await import('./s3-blob-store.js');
  return new S3BlobStore(config.bucket, config.dataDir, clock);
}

@Module({
  controllers: [ArtifactsController],
  providers: [
    ArtifactsService,
    ArtifactSweeper,
    LineageService,
    { provide: BlobStore, useFactory: openBlobs, inject: [RuntimeConfig, Clock] },
  ],
  exports: [ArtifactsService, BlobStore],
})
export class ArtifactsModule {}
