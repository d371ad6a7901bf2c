import { Injectable } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { refusalOf } from '../sagas/acceptance-refusal.js';
import { payloadOf } from '../sagas/active-execution.js';
import { HandlerRegistry } from '../sagas/handler-registry.js';
import { Intake } from '../sagas/intake.js';
import { readLog } from '../sagas/log-reader.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { ExecutionStore } from '../storage/execution-store.js';
import { ExecutionsService } from './executions.service.js';

const ROUTE = 'POST /api/execution/{id}/retry';

/** Repeats executions that have ended. */
@Injectable()
export class ExecutionRetry {
  constructor(
    private readonly store: ExecutionStore,
    private readonly registry: HandlerRegistry,
    private readonly intake: Intake,
    private readonly executions: ExecutionsService,
  ) {}

  /**
   * Makes a new execution of the same intent, from the top and by the newest handler; asked again, the same one. Throws
   * `INTENT_TYPE_UNKNOWN`, `SESSION_CLOSED` or `ARTIFACT_NOT_FOUND` if the intent cannot be carried out any more.
   */
  async repeat(ended: ExecutionRecord, actor: string | undefined): Promise<ExecutionRecord> {
    const handler = this.registry.newest(ended.intentType);
    if (!handler) {
      throw new ProblemError('INTENT_TYPE_UNKNOWN', `No realm handles "${ended.intentType}" any more.`);
    }
    const log = await readLog(this.store, ended.executionId, ended.tenantId);
    if (log.length === 0) {
      const detail =
        'What it was asked to do has been dropped with its log (EVENT_RETENTION_MS). Submit the intent anew.';
      throw new ProblemError('TRANSITION_NOT_ALLOWED', detail, { allowed: [] });
    }
    const payload = payloadOf(log);
    const artifactId = handler.definition.takesArtifact === false ? undefined : payload['artifact_id'];
    const { result, record } = await this.intake.accept({
      handler,
      tenantId: ended.tenantId,
      sessionId: ended.sessionId,
      payload,
      actor,
      ...(ended.concurrencyKey === null ? {} : { concurrencyKey: ended.concurrencyKey }),
      retryOf: ended.executionId,
      idempotency: { route: ROUTE, key: ended.executionId, bodyHash: '' },
      artifactIds: typeof artifactId === 'string' ? [artifactId] : [],
    });
    if (result.outcome === 'accepted') return record;
    if (result.outcome === 'replayed') return this.executions.get(ended.tenantId, result.executionId);
    throw refusalOf(result, record);
  }
}
