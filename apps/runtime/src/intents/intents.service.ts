import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ProblemError, type ExecutionStatus, type SubmitIntent } from '@app/intent-contracts';
import { ExecutionsService } from '../executions/executions.service.js';
import { refusalOf } from '../sagas/acceptance-refusal.js';
import { HandlerRegistry, type RegisteredHandler } from '../sagas/handler-registry.js';
import { Intake } from '../sagas/intake.js';
import { dtoSchema } from '../operations/dto-schemas.js';
import { QuotasService } from '../quotas/quotas.service.js';
import { ArtifactStore } from '../storage/artifact-store.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { FileData } from './file-data.js';
import { validatePayload } from './payload-validation.js';

const ROUTE = 'POST /api/intent/submit';

/** An intent that was accepted, now or when it was first sent. */
export interface Accepted {
  /** As it was when it was accepted. */
  readonly record: ExecutionRecord;
  /** Whether the key had been used before, so that nothing new was made. */
  readonly replayed: boolean;
}

/** Checks intents and makes them executions. */
@Injectable()
export class IntentsService {
  /** Types whose payload brings an artifact, found out once. */
  private readonly namesArtifact = new WeakMap<RegisteredHandler, boolean>();

  constructor(
    private readonly registry: HandlerRegistry,
    private readonly intake: Intake,
    private readonly executions: ExecutionsService,
    private readonly fileData: FileData,
    private readonly artifacts: ArtifactStore,
    private readonly quotas: QuotasService,
  ) {}

  /**
   * Resolves when the intent is durable. Throws `INTENT_TYPE_UNKNOWN`, `REALM_MISMATCH`, `PAYLOAD_INVALID`,
   * `SESSION_NOT_FOUND`, `SESSION_CLOSED`, `ARTIFACT_NOT_FOUND`, `QUOTA_EXCEEDED` or `IDEMPOTENCY_KEY_REUSED`; then nothing
   * was accepted.
   */
  async submit(intent: SubmitIntent, idempotencyKey: string | undefined, actor?: string): Promise<Accepted> {
    const handler = this.handlerOf(intent);
    await this.quotas.admitIntent(intent.tenant_id, intent.payload);
    const takesArtifact = this.takesArtifact(handler);
    const payload = takesArtifact ? await this.fileData.toArtifact(intent.payload, intent.tenant_id) : intent.payload;
    await validatePayload(intent.intent_type, handler.definition.input, payload);
    const artifactId = takesArtifact ? payload['artifact_id'] : undefined;
    const idempotency =
      idempotencyKey === undefined
        ? undefined
        : { route: ROUTE, key: idempotencyKey, bodyHash: await this.fingerprint({ ...intent, payload }, artifactId) };
    const { result, record } = await this.intake.accept({
      handler,
      tenantId: intent.tenant_id,
      sessionId: intent.session_id,
      payload,
      actor,
      ...(intent.concurrency_key === undefined ? {} : { concurrencyKey: intent.concurrency_key }),
      ...(idempotency && { idempotency }),
      artifactIds: typeof artifactId === 'string' ? [artifactId] : [],
    });
    if (result.outcome === 'accepted') return { record, replayed: false };
    if (result.outcome === 'replayed') {
      return { record: await this.asAccepted(intent.tenant_id, result), replayed: true };
    }
    throw refusalOf(result, record);
  }

  /** Throws `INTENT_TYPE_UNKNOWN` or `REALM_MISMATCH`. */
  private handlerOf({ intent_type: type, realm }: SubmitIntent): RegisteredHandler {
    const handler = this.registry.newest(type);
    if (!handler) {
      throw new ProblemError(
        'INTENT_TYPE_UNKNOWN',
        `No realm handles "${type}". GET /api/intent/types lists what can be asked for.`,
      );
    }
    if (handler.definition.realm !== realm) {
      const detail = `"${type}" belongs to realm "${handler.definition.realm}", not to "${realm}".`;
      throw new ProblemError('REALM_MISMATCH', detail, {
        errors: [{ pointer: '/realm', code: 'realm_mismatch', detail }],
      });
    }
    return handler;
  }

  /**
   * What makes two requests the same. A client that repeats an upload stages the same bytes under another id, so it is
   * the bytes that count.
   */
  private async fingerprint(intent: SubmitIntent, artifactId: unknown): Promise<string> {
    const digest = typeof artifactId === 'string' ? await this.artifacts.digest(artifactId) : undefined;
    const told = digest === undefined ? intent : { ...intent, payload: { ...intent.payload, artifact_id: digest } };
    return createHash('sha256').update(JSON.stringify(told)).digest('base64');
  }

  private takesArtifact(handler: RegisteredHandler): boolean {
    let takes = this.namesArtifact.get(handler);
    if (takes === undefined) {
      const { takesArtifact = true, input } = handler.definition;
      takes = takesArtifact && 'artifact_id' in (dtoSchema(input).properties ?? {});
      this.namesArtifact.set(handler, takes);
    }
    return takes;
  }

  /** The row as the first answer told of it, whatever has become of it since. */
  private async asAccepted(
    tenantId: string,
    { executionId, status }: { executionId: string; status: ExecutionStatus },
  ): Promise<ExecutionRecord> {
    return { ...(await this.executions.get(tenantId, executionId)), status };
  }
}
