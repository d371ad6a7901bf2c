import { Injectable } from '@nestjs/common';
import { Clock } from '../determinism/clock.js';
import { Ids } from '../determinism/ids.js';
import { CommitSignal } from '../storage/commit-signal.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { ExecutionStore, type AcceptanceResult, type IdempotencyClaim } from '../storage/execution-store.js';
import { Engine } from './engine.js';
import type { EngineEvent, LoggedEvent } from './execution-events.js';
import { applyToRecord, emptyRecord } from './execution-fold.js';
import type { RegisteredHandler } from './handler-registry.js';

/** An intent that was found good, to be made an execution. */
export interface NewExecution {
  readonly handler: RegisteredHandler;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly payload: unknown;
  readonly concurrencyKey?: string;
  readonly idempotency?: IdempotencyClaim;
  readonly artifactIds: readonly string[];
}

/** Makes executions durable, and begins them in the same commit if a slot is free. */
@Injectable()
export class Intake {
  constructor(
    private readonly engine: Engine,
    private readonly store: ExecutionStore,
    private readonly signal: CommitSignal,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Resolves when the execution is durable, or was refused with nothing changed. */
  async accept(intent: NewExecution): Promise<{ result: AcceptanceResult; record: ExecutionRecord }> {
    const { record, log } = this.newExecution(intent);
    const owner = this.engine.reserve();
    if (owner !== undefined) {
      append(record, log, { type: 'execution.started', data: {} }, this.clock.now());
      record.owner = owner;
      record.fence = 1;
    }
    let result: AcceptanceResult = { outcome: 'session_not_found' };
    try {
      result = await this.store.accept({
        record: { ...record },
        entries: log.map(({ sequence, type, time, data }) => ({ sequence, type, time, data: JSON.stringify(data) })),
        artifactIds: intent.artifactIds,
        ...(intent.idempotency && { idempotency: intent.idempotency }),
      });
    } finally {
      if (owner !== undefined && result.outcome !== 'accepted') this.engine.forgo();
    }
    if (result.outcome === 'accepted') {
      if (owner === undefined) this.engine.enqueued();
      else this.engine.begin(record, log);
      this.signal.committed(record.executionId);
    }
    return { result, record };
  }

  private newExecution(intent: NewExecution): { record: ExecutionRecord; log: LoggedEvent[] } {
    const { handler, payload, concurrencyKey } = intent;
    const createdAt = this.clock.now();
    const identity = {
      intentType: handler.definition.type,
      realm: handler.definition.realm,
      handlerVersion: handler.version,
      ...(concurrencyKey === undefined ? {} : { concurrencyKey }),
    };
    const record = emptyRecord({
      ...identity,
      executionId: this.ids.next('exe'),
      tenantId: intent.tenantId,
      sessionId: intent.sessionId,
      createdAt,
    });
    const log: LoggedEvent[] = [];
    const data = {
      intent_type: identity.intentType,
      realm: identity.realm,
      handler_version: identity.handlerVersion,
      payload,
      ...(concurrencyKey === undefined ? {} : { concurrency_key: concurrencyKey }),
      ...(handler.deadline === undefined ? {} : { deadline_at: new Date(createdAt + handler.deadline).toISOString() }),
    };
    append(record, log, { type: 'execution.accepted', data }, createdAt);
    return { record, log };
  }
}

function append(record: ExecutionRecord, log: LoggedEvent[], event: EngineEvent, time: number): void {
  const logged = { ...event, sequence: record.sequence + 1, time } as LoggedEvent;
  applyToRecord(record, logged);
  log.push(logged);
}
