import { Injectable } from '@nestjs/common';
import type { ArtifactAnswer, LineageAnswer } from '@app/intent-contracts';
import {
  Artifacts,
  type ArtifactContent,
  type ArtifactUpload,
  type ContentConditions,
} from '../adapter-kit/artifacts.js';
import type { Caller } from '../adapter-kit/caller.js';
import { header } from './runtime-answer.js';
import { RuntimeClient } from './runtime-client.js';
import { runtimePath } from './runtime-path.js';

/** Characters of a name that are kept. */
const LONGEST_NAME = 255;

/** What is passed on of what Runtime says about bytes. */
const CONTENT_HEADERS = [
  'etag',
  'content-type',
  'content-length',
  'content-range',
  'accept-ranges',
  'content-disposition',
  'last-modified',
];

const EXTENTS: Readonly<Record<number, ArtifactContent['extent']>> = { 206: 'part', 304: 'unchanged' };

@Injectable()
export class RuntimeArtifacts extends Artifacts {
  constructor(private readonly runtime: RuntimeClient) {
    super();
  }

  async get(artifactId: string, caller: Caller): Promise<ArtifactAnswer> {
    const path = runtimePath`/api/artifact/${artifactId}`;
    return (await this.runtime.call<ArtifactAnswer>({ method: 'GET', path, caller })).body;
  }

  async stage({ filename, mediaType, content }: ArtifactUpload, caller: Caller): Promise<ArtifactAnswer> {
    const request = {
      method: 'POST' as const,
      path: '/api/artifact/upload',
      headers: { 'Content-Type': mediaType, 'X-Filename': encodeURIComponent(shortened(filename)) },
      caller,
    };
    return (await this.runtime.send<ArtifactAnswer>(request, content)).body;
  }

  async lineage(artifactId: string, caller: Caller): Promise<LineageAnswer> {
    const path = runtimePath`/api/artifact/${artifactId}/lineage`;
    return (await this.runtime.call<LineageAnswer>({ method: 'GET', path, caller })).body;
  }

  async content(artifactId: string, conditions: ContentConditions, caller: Caller): Promise<ArtifactContent> {
    const response = await this.runtime.open({
      method: 'GET',
      path: runtimePath`/api/artifact/${artifactId}/content`,
      headers: {
        Range: conditions.range,
        'If-Range': conditions.ifRange,
        'If-None-Match': conditions.ifNoneMatch,
      },
      caller,
    });
    const named = CONTENT_HEADERS.map((name) => [name, header(response, name)] as const);
    return {
      extent: EXTENTS[response.status] ?? 'whole',
      headers: Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== undefined)),
      content: response.data,
    };
  }
}

/** A header has no room for more, and half a character could not be encoded. */
function shortened(filename: string): string {
  return filename.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, '');
}
