import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { ArtifactsService } from '../artifacts/artifacts.service.js';

/**
 * Small files that travel inside a payload. `file_data` is the compatible way: at intake it becomes an artifact, and
 * what is validated and recorded has `artifact_id` instead, so that bytes never enter the log.
 */
@Injectable()
export class FileData {
  constructor(private readonly artifacts: ArtifactsService) {}

  /** The payload with a reference in place of bytes. Throws `PAYLOAD_INVALID` for what is no base64. */
  async toArtifact(payload: Record<string, unknown>, tenantId: string): Promise<Record<string, unknown>> {
    const { file_data: encoded, ...rest } = payload;
    if (encoded === undefined) return payload;
    if (typeof encoded !== 'string' || !isBase64(encoded)) {
      throw invalid(
        '/payload/file_data',
        'is_base64',
        'file_data is not base64. Encode the bytes with the standard alphabet and padding.',
      );
    }
    if (rest['artifact_id'] !== undefined) {
      throw invalid(
        '/payload/artifact_id',
        'is_ambiguous',
        'The payload has both file_data and artifact_id. Send one of them.',
      );
    }
    const filename = typeof rest['filename'] === 'string' ? rest['filename'] : 'unnamed';
    const bytes = Buffer.from(encoded, 'base64');
    const upload = { tenantId, filename, mediaType: 'application/octet-stream' };
    const { artifactId } = await this.artifacts.stage(Readable.from([bytes], { objectMode: false }), upload);
    return { ...rest, artifact_id: artifactId };
  }
}

/** Looks for what does not belong instead of matching the whole: a match of megabytes overflows the stack. */
function isBase64(text: string): boolean {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - padding));
}

function invalid(pointer: string, code: string, detail: string): ProblemError {
  return new ProblemError('PAYLOAD_INVALID', detail, { errors: [{ pointer, code, detail }] });
}
