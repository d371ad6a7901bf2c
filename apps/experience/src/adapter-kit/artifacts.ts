import type { Readable } from 'node:stream';
import type { ArtifactAnswer, LineageAnswer } from '@app/intent-contracts';
import type { Caller } from './caller.js';

/** Bytes on their way to Runtime. */
export interface ArtifactUpload {
  readonly filename: string;
  readonly mediaType: string;
  readonly content: Readable;
}

/** Which bytes a client wants, in its own words; see RFC 9110 on ranges and conditions. */
export interface ContentConditions {
  range?: string | undefined;
  ifRange?: string | undefined;
  ifNoneMatch?: string | undefined;
}

/** Bytes on their way from Runtime. */
export interface ArtifactContent {
  readonly extent: 'whole' | 'part' | 'unchanged';
  /** Of ETag, Content-Type, Content-Length, Content-Range, Accept-Ranges, Content-Disposition, those Runtime sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Readable;
}

/** The bytes that Runtime keeps. */
export abstract class Artifacts {
  abstract get(artifactId: string, caller: Caller): Promise<ArtifactAnswer>;

  /**
   * Streams the bytes on as they come and resolves once Runtime has them on disk. Staged bytes are visible to nobody
   * until an intent names them, and swept if none does. Rejects as soon as Runtime refuses or cannot be reached,
   * without reading on; an upload is never repeated. When `content` fails, Runtime keeps nothing.
   */
  abstract stage(upload: ArtifactUpload, caller: Caller): Promise<ArtifactAnswer>;

  /** Where an artifact came from, and what was made from it. */
  abstract lineage(artifactId: string, caller: Caller): Promise<LineageAnswer>;

  abstract content(artifactId: string, conditions: ContentConditions, caller: Caller): Promise<ArtifactContent>;
}
