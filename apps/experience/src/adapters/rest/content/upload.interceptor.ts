import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { Artifacts, type Caller, callerOf, UploadLimit } from '../../../adapter-kit/index.js';
import { type FilePart, fileTooLarge, FORM_BYTES, readForm } from './form-reader.js';
import type { StagedFile } from './upload.form.js';

/** Reads a multipart request, its fields and file in any order, and stages the file in passing. */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  constructor(
    private readonly artifacts: Artifacts,
    private readonly limit: UploadLimit,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!request.is('multipart/form-data')) {
      throw new ProblemError(
        'UNSUPPORTED_MEDIA_TYPE',
        'Send multipart/form-data with the parts file, tenant_id and session_id.',
      );
    }
    const { maxBytes } = this.limit;
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) throw fileTooLarge(maxBytes);
    const caller = callerOf(request);
    const form = await readForm(request, maxBytes, (part) => this.stage(part, caller));
    // Whose it is need not be said where that is known from who calls.
    if (caller.tenantId !== undefined) form['tenant_id'] ??= caller.tenantId;
    request.body = form;
    return next.handle();
  }

  /** Streamed on as it comes: the bytes touch no disk on the way. */
  private async stage(part: FilePart, caller: Caller): Promise<StagedFile> {
    const { artifact } = await this.artifacts.stage(part, caller);
    return { artifact_id: artifact.artifact_id, filename: artifact.filename };
  }
}
