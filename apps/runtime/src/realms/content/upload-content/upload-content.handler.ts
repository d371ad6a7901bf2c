import {
  type Content,
  type ContentProfile,
  UploadContent,
  type UploadContentInput,
  type UploadContentOutput,
} from '@app/intent-contracts';
import {
  type AttemptContext,
  type Handles,
  IntentHandler,
  type NewArtifact,
  NOTHING_TO_UNDO,
  RetryableError,
  type Saga,
  TerminalError,
  type UndoContext,
} from '../../../realm-kit/index.js';
import { findContent, forgetContent, recordContent, type ContentFacts } from '../content-facts.js';
import { detectFormat } from '../detection/detect-format.js';
import { type BinaryFormat, type FileFormat, storedMediaType } from '../detection/file-format.js';
import { type KeepCopy, Profiler, ProfilerFailed } from '../profiling/profiler.js';
import { FileUnreadable } from '../reading/file-unreadable.js';

/** What is known of the file before anybody has looked into it. */
type TakenFile = Pick<Content, 'artifact_id' | 'filename' | 'size' | 'sha256'>;

type ProfiledFile = Omit<ContentFacts, 'content'>;

/** Takes a file in. If it cannot be read, it is deleted again and the execution says why. */
@IntentHandler(UploadContent, { version: 1 })
export class UploadContentHandler implements Handles<typeof UploadContent> {
  constructor(private readonly profiler: Profiler) {}

  async run(saga: Saga, input: UploadContentInput): Promise<UploadContentOutput> {
    const file = await saga.step('take-artifact', {
      invoke: (context) => takeArtifact(saga, input, context),
      compensate: (context) => deleteArtifact(saga, input, context),
    });
    const format = await saga.step('detect-kind', {
      invoke: ({ artifacts }) => artifacts.withFile(file.artifact_id, detectFormat),
      compensate: NOTHING_TO_UNDO,
    });
    const profiled = await saga.step('profile', {
      invoke: (context) => this.profile(file, format, context),
      // Copies commit with the outcome: without one there are none.
      compensate: ({ output, artifacts }) => {
        for (const copy of output?.copies ?? []) if (copy !== null) artifacts.delete(copy);
      },
    });
    const content: Content = {
      ...file,
      session_id: saga.sessionId,
      execution_id: saga.executionId,
      kind: profiled.profile.kind,
      media_type: storedMediaType(format),
      created_at: saga.now().toISOString(),
    };
    await saga.step('record', {
      invoke: (context) => record({ content, ...profiled }, context),
      compensate: ({ state }) => forgetContent(state, content.artifact_id, content.session_id),
    });
    return { ...file, kind: content.kind, media_type: content.media_type, profile: profiled.profile };
  }

  private async profile(file: TakenFile, format: FileFormat, context: AttemptContext): Promise<ProfiledFile> {
    if (format.format === 'binary') return { profile: nothingInside(format) };
    const { artifacts, signal } = context;
    try {
      const copies: string[] = [];
      const keep: KeepCopy = async (bytes, table) => {
        const { artifact_id } = await artifacts.create(bytes, copyOf(file, table));
        copies[table] = artifact_id;
      };
      const profiled = await artifacts.withFile(file.artifact_id, (path) =>
        this.profiler.profile({ path, filename: file.filename, format }, signal, keep),
      );
      return { ...profiled, copies: profiled.profile.tables.map((_, table) => copies[table] ?? null) };
    } catch (error) {
      if (error instanceof FileUnreadable) {
        throw new TerminalError(error.message, { code: 'FILE_UNREADABLE', notApplied: true, cause: error });
      }
      if (error instanceof ProfilerFailed) {
        throw new RetryableError(error.message, { code: 'PROFILER_FAILED', notApplied: true, cause: error });
      }
      throw error;
    }
  }
}

/** What a copy of a table is as an artifact. */
function copyOf({ filename }: TakenFile, table: number): NewArtifact {
  return {
    filename: `${filename}.table_${table + 1}.parquet`.slice(-255),
    media_type: 'application/vnd.apache.parquet',
    kind: 'table_copy',
  };
}

async function takeArtifact(saga: Saga, input: UploadContentInput, context: AttemptContext): Promise<TakenFile> {
  const artifactId = artifactIdOf(input);
  const artifact = await context.artifacts.get(artifactId);
  if (artifact === undefined) {
    throw new TerminalError(
      `There is no artifact ${artifactId}. Upload the file with POST /api/artifact/upload and pass its artifact_id.`,
      { code: 'ARTIFACT_NOT_FOUND', notApplied: true },
    );
  }
  const ours = artifact.execution_id === saga.executionId;
  if ((!ours && artifact.kind !== null) || (await isContentOfAnother(saga, artifactId, context))) {
    throw new TerminalError(
      `The artifact ${artifactId} is in use already. Upload the file again to have it a second time.`,
      { code: 'PAYLOAD_INVALID', notApplied: true },
    );
  }
  const { artifact_id, size, sha256 } = artifact;
  return { artifact_id, filename: input.filename ?? artifact.filename, size, sha256 };
}

/** Deletes what this execution took. What an attempt did not live to report may have been another's all along. */
async function deleteArtifact(saga: Saga, input: UploadContentInput, context: UndoContext<TakenFile>): Promise<void> {
  const artifactId = artifactIdOf(input);
  const artifact = await context.artifacts.get(artifactId);
  const taken = context.output !== undefined || artifact?.execution_id === saga.executionId;
  if (taken && !(await isContentOfAnother(saga, artifactId, context))) context.artifacts.delete(artifactId);
}

async function isContentOfAnother(saga: Saga, artifactId: string, { state }: AttemptContext): Promise<boolean> {
  const content = await findContent(state, artifactId);
  return content !== undefined && content.execution_id !== saga.executionId;
}

function record(facts: ContentFacts, { state, artifacts }: AttemptContext): void {
  const { artifact_id, kind, media_type, filename } = facts.content;
  recordContent(state, facts);
  artifacts.describe(artifact_id, { kind, media_type, filename });
}

/** Bytes sent within the payload have become an artifact before a handler sees it. */
function artifactIdOf({ artifact_id }: UploadContentInput): string {
  if (artifact_id === undefined) {
    throw new TerminalError('The payload names no artifact.', { code: 'PAYLOAD_INVALID', notApplied: true });
  }
  return artifact_id;
}

/** Throws a TerminalError for what could be a table and cannot be read: kept, it would only look as if it had been. */
function nothingInside({ unreadable }: BinaryFormat): ContentProfile {
  if (unreadable !== undefined) throw new TerminalError(unreadable, { code: 'FILE_UNREADABLE', notApplied: true });
  return { kind: 'binary', tables: [], warnings: [] };
}
