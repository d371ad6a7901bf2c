import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { Ids } from '../determinism/ids.js';
import { QuotasService } from '../quotas/quotas.service.js';
import { ArtifactStore, type ArtifactFilter, type ArtifactRecord } from '../storage/artifact-store.js';
import { BlobStore, BlobTooLarge, type BlobDigest, type ByteRange } from './blob-store.js';

/** What an upload says of itself. */
export interface StagedUpload {
  readonly tenantId: string | null;
  readonly filename: string;
  readonly mediaType: string;
  /** How many bytes are to come, if the sender says so. */
  readonly size?: number;
  /** SHA-256 that the bytes must have, if the sender knows it. */
  readonly sha256?: Buffer;
}

/** Takes bytes in, gives them out, and knows whose they are. */
@Injectable()
export class ArtifactsService {
  private readonly logger = new Logger(ArtifactsService.name);
  private readonly staging = new Set<string>();

  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly blobs: BlobStore,
    private readonly config: RuntimeConfig,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly quotas: QuotasService,
  ) {}

  /** What is being staged: bytes that no row knows yet, and no sweeper may take. */
  get underWay(): ReadonlySet<string> {
    return this.staging;
  }

  /**
   * Stages bytes at constant memory: durable, and nobody's until an accepted intent names them.
   * Throws `ARTIFACT_TOO_LARGE`, `QUOTA_EXCEEDED`, `DIGEST_MISMATCH`, or what breaks the stream; then nothing is kept.
   */
  async stage(bytes: Readable, upload: StagedUpload): Promise<ArtifactRecord> {
    const artifactId = this.ids.next('art');
    this.staging.add(artifactId);
    try {
      const digest = await this.write(artifactId, bytes, upload);
      const staged = await this.stageAs(artifactId, digest, upload);
      this.quotas.stored(upload.tenantId, digest.size);
      return staged;
    } finally {
      this.staging.delete(artifactId);
    }
  }

  /** Throws `ARTIFACT_NOT_FOUND`, for a staged one and for another tenant's too. */
  async get(tenantId: string | null, artifactId: string): Promise<ArtifactRecord> {
    const artifact = await this.artifacts.find(tenantId, artifactId);
    if (!artifact) throw notFound(artifactId);
    return artifact;
  }

  list(filter: ArtifactFilter): Promise<ArtifactRecord[]> {
    return this.artifacts.list(filter);
  }

  /**
   * The bytes of an artifact of the tenant's, or a part of them. Resolves when the first have come, so that why there are
   * none can still be answered. Throws `ARTIFACT_NOT_FOUND` for one that was deleted since it was found.
   */
  async read(tenantId: string | null, artifactId: string, range?: ByteRange): Promise<Readable> {
    const bytes = this.blobs.read(artifactId, range);
    // It may fail before anybody reads it; whoever does then is told.
    bytes.on('error', () => undefined);
    try {
      await once(bytes, 'readable');
      return bytes;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') await this.get(tenantId, artifactId);
      throw error;
    }
  }

  /** Removes what nobody uses. Throws `ARTIFACT_NOT_FOUND`, or `ARTIFACT_IN_USE`; then nothing was changed. */
  async remove(tenantId: string | null, artifactId: string): Promise<void> {
    const artifact = await this.get(tenantId, artifactId);
    const removal = await this.artifacts.removeUnused(artifact.tenantId!, artifactId);
    if (removal === 'not_found') throw notFound(artifactId);
    if (removal === 'in_use') {
      const detail = `The artifact ${artifactId} is a realm's content, or an execution that has not ended works with it. Submit content.delete to delete a content; wait for the execution otherwise.`;
      throw new ProblemError('ARTIFACT_IN_USE', detail);
    }
    await this.blobs.remove(artifactId).catch((error: unknown) => {
      // The row is gone, so nobody can reach the bytes; the sweeper takes them at its next round.
      this.logger.warn(`The bytes of ${artifactId} could not be removed yet: ${String(error)}`);
    });
  }

  private async stageAs(artifactId: string, digest: BlobDigest, upload: StagedUpload): Promise<ArtifactRecord> {
    try {
      return await this.record(artifactId, digest, upload);
    } catch (error) {
      // Nobody has been told of it, so nobody can name it, whatever became of its row. The sweeper takes what is left.
      await this.blobs.remove(artifactId).catch(() => undefined);
      throw error;
    }
  }

  private async record(
    artifactId: string,
    digest: BlobDigest,
    { tenantId, filename, mediaType, sha256 }: StagedUpload,
  ): Promise<ArtifactRecord> {
    if (sha256 && !equal(sha256, Buffer.from(digest.sha256, 'hex'))) {
      const detail = `The bytes that came have the SHA-256 ${digest.sha256}, another one than was announced. Send the file again.`;
      throw new ProblemError('DIGEST_MISMATCH', detail);
    }
    const artifact: ArtifactRecord = {
      artifactId,
      tenantId,
      sessionId: null,
      executionId: null,
      staged: true,
      filename,
      kind: null,
      mediaType,
      ...digest,
      createdAt: this.clock.now(),
    };
    // The bytes are durable under their name before the row says that they exist.
    await this.artifacts.stage(artifact);
    return artifact;
  }

  private async write(artifactId: string, bytes: Readable, { tenantId, size = 0 }: StagedUpload): Promise<BlobDigest> {
    const { artifactMaxBytes: largest } = this.config;
    const room = await this.quotas.roomFor(tenantId, size);
    try {
      return await this.blobs.write(artifactId, bytes, Math.min(largest, room));
    } catch (error) {
      if (!(error instanceof BlobTooLarge)) throw error;
      if (room < largest) throw this.quotas.full(room);
      const detail = `An artifact may have ${largest} bytes at most. Split the file.`;
      throw new ProblemError('ARTIFACT_TOO_LARGE', detail, { cause: error });
    }
  }
}

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function notFound(artifactId: string): ProblemError {
  return new ProblemError('ARTIFACT_NOT_FOUND', `There is no artifact ${artifactId}. Check the id and the tenant.`);
}
