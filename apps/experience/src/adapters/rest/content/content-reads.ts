import { Injectable } from '@nestjs/common';
import {
  type Content,
  GetContent,
  type LineageAnswer,
  ProblemError,
  type QueryDefinition,
} from '@app/intent-contracts';
import {
  type ArtifactContent,
  Artifacts,
  type Caller,
  type ContentConditions,
  Queries,
  requestInvalid,
  Sessions,
} from '../../../adapter-kit/index.js';
import { ArtifactsBehind } from '../artifacts-behind.js';

/** Asks the content realm. A query belongs to a tenant; where the client names none, it is that of what it asks about. */
@Injectable()
export class ContentReads {
  private readonly behind: ArtifactsBehind;

  constructor(
    private readonly queries: Queries,
    artifacts: Artifacts,
    private readonly sessions: Sessions,
  ) {
    this.behind = new ArtifactsBehind(artifacts, contentNotFound);
  }

  /** Rejects with `CONTENT_NOT_FOUND` if there is no such content, or only for another tenant. */
  async ofContent<Input extends { artifact_id: string }, Output extends object>(
    query: QueryDefinition<Input, Output>,
    payload: Input,
    caller: Caller,
  ): Promise<Output> {
    const tenantId = await this.behind.tenantOf(payload.artifact_id, caller);
    return this.queries.ask(query, payload, tenantId, caller);
  }

  /** A content and whose it is. Rejects with `CONTENT_NOT_FOUND` as `ofContent` does. */
  async find(contentId: string, caller: Caller): Promise<{ content: Content; tenantId: string }> {
    const tenantId = await this.behind.tenantOf(contentId, caller);
    const { content } = await this.queries.ask(GetContent, { artifact_id: contentId }, tenantId, caller);
    return { content, tenantId };
  }

  /** Rejects with `SESSION_NOT_FOUND`, or `REQUEST_INVALID` if neither a session nor a tenant is named. */
  async ofSession<Input extends { session_id?: string }, Output extends object>(
    query: QueryDefinition<Input, Output>,
    payload: Input,
    caller: Caller,
  ): Promise<Output> {
    const tenantId = caller.tenantId ?? (await this.tenantOf(payload.session_id, caller));
    return this.queries.ask(query, payload, tenantId, caller);
  }

  /** The bytes as they were taken in. Rejects with `CONTENT_NOT_FOUND` as `ofContent` does. */
  bytes(contentId: string, conditions: ContentConditions, caller: Caller): Promise<ArtifactContent> {
    return this.behind.content(contentId, conditions, caller);
  }

  /** Rejects with `CONTENT_NOT_FOUND` as `ofContent` does. */
  lineage(contentId: string, caller: Caller): Promise<LineageAnswer> {
    return this.behind.lineage(contentId, caller);
  }

  private async tenantOf(sessionId: string | undefined, caller: Caller): Promise<string> {
    if (sessionId === undefined) {
      throw requestInvalid('/session_id', 'is_defined', 'Name a session_id or a tenant_id: content belongs to one.');
    }
    return (await this.sessions.get(sessionId, caller)).body.session.tenant_id;
  }
}

function contentNotFound(contentId: string): ProblemError {
  return new ProblemError('CONTENT_NOT_FOUND', `There is no content "${contentId}". GET /v1/content lists what is.`);
}
