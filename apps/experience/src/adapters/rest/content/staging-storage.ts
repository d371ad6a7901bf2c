import type { IncomingMessage } from 'node:http';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { ProblemError } from '@app/intent-contracts';
import type { StorageEngine } from 'multer';
import { Artifacts, type Caller } from '../../../adapter-kit/index.js';
import type { StagedFile } from './upload.form.js';

type Received = Parameters<StorageEngine['_handleFile']>[1];
type Stored = (error?: unknown, info?: Partial<Express.Multer.File>) => void;

/** Where multer puts the file of one request: on to Runtime, as it comes, touching no disk on the way. */
export class StagingStorage implements StorageEngine {
  staged: StagedFile | undefined;
  private fail!: (error: unknown) => void;
  /** Rejects as soon as the file cannot be staged; multer itself would first read what is left of the request. */
  readonly failed = new Promise<never>((_, reject) => (this.fail = reject));

  constructor(
    private readonly artifacts: Artifacts,
    private readonly caller: Caller,
    private readonly maxBytes: number,
  ) {}

  _handleFile(_request: IncomingMessage, file: Received, done: Stored): void {
    const content = new WholeFile(file.stream, this.maxBytes);
    const upload = { filename: file.originalname, mediaType: file.mimetype, content };
    this.artifacts.stage(upload, this.caller).then(
      ({ artifact }) => {
        this.staged = { artifact_id: artifact.artifact_id, filename: file.originalname };
        done(null, {});
      },
      (error: unknown) => {
        // The parser waits until a file has been read; destroying the part would leave it waiting.
        content.destroy();
        file.stream.resume();
        this.fail(error);
        done(error);
      },
    );
  }

  /** Staged bytes that no intent names are swept by Runtime. */
  _removeFile(_request: IncomingMessage, _file: Received, done: (error: Error | null) => void): void {
    done(null);
  }
}

/** The bytes of a part, failing where the part fails, and where the parser has cut it off at the limit. */
class WholeFile extends Transform {
  constructor(
    private readonly part: Readable & { truncated?: boolean },
    private readonly maxBytes: number,
  ) {
    super();
    part.once('error', (error) => this.destroy(error));
    part.pipe(this);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, next: TransformCallback): void {
    next(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    done(this.part.truncated === true ? fileTooLarge(this.maxBytes) : null);
  }
}

export function fileTooLarge(maxBytes: number): ProblemError {
  return new ProblemError(
    'ARTIFACT_TOO_LARGE',
    `The file is larger than the ${maxBytes} bytes that are taken here (UPLOAD_MAX_BYTES). Split it.`,
  );
}
