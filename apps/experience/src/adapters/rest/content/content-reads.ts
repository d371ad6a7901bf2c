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
  RelayedProblem,
  requestInvalid,
  Sessions,
} from '../../../adapter-kit/index.js';

/** Asks the content realm. A query belongs to a tenant; where the client names none, it is that of what it asks about. */
@Injectable()
export class ContentReads {
  constructor(
    private readonly queries: Queries,
    private readonly artifacts: Artifacts,
    private readonly sessions: Sessions,
  ) {}

  /** Rejects with `CONTENT_NOT_FOUND` if there is no such content, or only for another tenant. */
  async ofContent<Input extends { artifact_id: string }, Output extends object>(
    query: QueryDefinition<Input, Output>,
    payload: Input,
    caller: Caller,
  ): Promise<Output> {
    const tenantId = caller.tenantId ?? (await this.ownerOf(payload.artifact_id, caller));
    return this.queries.ask(query, payload, tenantId, caller);
  }

  /** A content and whose it is. Rejects with `CONTENT_NOT_FOUND` as `ofContent` does. */
  async find(contentId: string, caller: Caller): Promise<{ content: Content; tenantId: string }> {
    const tenantId = caller.tenantId ?? (await this.ownerOf(contentId, caller));
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
    return this.artifacts.content(contentId, conditions, caller).catch((error: unknown) => {
      throw asContentProblem(error, contentId);
    });
  }

  /** Rejects with `CONTENT_NOT_FOUND` as `ofContent` does. */
  lineage(contentId: string, caller: Caller): Promise<LineageAnswer> {
    return this.artifacts.lineage(contentId, caller).catch((error: unknown) => {
      throw asContentProblem(error, contentId);
    });
  }

  private async ownerOf(contentId: string, caller: Caller): Promise<string> {
    const { artifact } = await this.artifacts.get(contentId, caller).catch((error: unknown) => {
      throw asContentProblem(error, contentId);
    });
    // Bytes that no intent has named yet are nobody's content.
    if (artifact.tenant_id === null) throw contentNotFound(contentId);
    return artifact.tenant_id;
  }

  private async tenantOf(sessionId: string | undefined, caller: Caller): Promise<string> {
    if (sessionId === undefined) {
      throw requestInvalid('/session_id', 'is_defined', 'Name a session_id or a tenant_id: content belongs to one.');
    }
    return (await this.sessions.get(sessionId, caller)).body.session.tenant_id;
  }
}

/** To a client there is content, and no artifact behind it. */
function asContentProblem(error: unknown, contentId: string): unknown {
  const isMissing = error instanceof RelayedProblem && error.problem.code === 'ARTIFACT_NOT_FOUND';
  return isMissing ? contentNotFound(contentId) : error;
}

function contentNotFound(contentId: string): ProblemError {
  return new ProblemError('CONTENT_NOT_FOUND', `There is no content "${contentId}". GET /v1/content lists what is.`);
}
