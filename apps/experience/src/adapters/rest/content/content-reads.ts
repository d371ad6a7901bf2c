import { Injectable } from '@nestjs/common';
import { ProblemError, type QueryDefinition } from '@app/intent-contracts';
import {
  Artifacts,
  type Caller,
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

  /** Rejects with `SESSION_NOT_FOUND`, or `REQUEST_INVALID` if neither a session nor a tenant is named. */
  async ofSession<Input extends { session_id?: string }, Output extends object>(
    query: QueryDefinition<Input, Output>,
    payload: Input,
    caller: Caller,
  ): Promise<Output> {
    const tenantId = caller.tenantId ?? (await this.tenantOf(payload.session_id, caller));
    return this.queries.ask(query, payload, tenantId, caller);
  }

  private async ownerOf(artifactId: string, caller: Caller): Promise<string> {
    const tenantId = await this.artifacts.get(artifactId, caller).then(
      ({ artifact }) => artifact.tenant_id,
      (error: unknown) => {
        if (error instanceof RelayedProblem && error.problem.code === 'ARTIFACT_NOT_FOUND') return null;
        throw error;
      },
    );
    if (tenantId !== null) return tenantId;
    throw new ProblemError('CONTENT_NOT_FOUND', `There is no content "${artifactId}". GET /v1/content lists what is.`);
  }

  private async tenantOf(sessionId: string | undefined, caller: Caller): Promise<string> {
    if (sessionId === undefined) {
      throw requestInvalid('/session_id', 'is_defined', 'Name a session_id or a tenant_id: content belongs to one.');
    }
    return (await this.sessions.get(sessionId, caller)).body.session.tenant_id;
  }
}
