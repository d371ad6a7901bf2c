import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import type { Request, Response } from 'express';
import multer from 'multer';
import type { Observable } from 'rxjs';
import { Artifacts, callerOf, UploadLimit } from '../../../adapter-kit/index.js';
import { fileTooLarge, StagingStorage } from './staging-storage.js';
import { uploadFailure } from './upload-failure.js';

/** Room for the form around the file. */
const FORM_BYTES = 2 ** 16;

/** Reads a multipart request, its fields and file in any order, and stages the file in passing. */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  constructor(
    private readonly artifacts: Artifacts,
    private readonly limit: UploadLimit,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    if (!request.is('multipart/form-data')) {
      throw new ProblemError(
        'UNSUPPORTED_MEDIA_TYPE',
        'Send multipart/form-data with the parts file, tenant_id and session_id.',
      );
    }
    const { maxBytes } = this.limit;
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) throw fileTooLarge(maxBytes);
    const storage = new StagingStorage(this.artifacts, callerOf(request), maxBytes);
    const read = multer({
      storage,
      limits: { fileSize: maxBytes, files: 1, fields: 16, fieldSize: FORM_BYTES, fieldNestingDepth: 0 },
      defParamCharset: 'utf8',
    }).single('file');
    const whole = new Promise<void>((resolve, reject) => {
      read(request, response, (error: unknown) => (error == null ? resolve() : reject(error)));
    });
    await Promise.race([whole, storage.failed]).catch((error: unknown) => {
      throw uploadFailure(error);
    });
    request.body = { ...request.body, file: storage.staged };
    return next.handle();
  }
}
