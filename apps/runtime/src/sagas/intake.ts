import { Injectable } from '@nestjs/common';
import { Clock } from '../determinism/clock.js';
import { reach } from '../determinism/fault-points.js';
import { Ids } from '../determinism/ids.js';
import { CommitSignal } from '../storage/commit-signal.js';
import { NOT_OWNED, type ExecutionRecord } from '../storage/execution-record.js';
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
  /** Who asks for it, for the log; undefined where nobody is known. */
  readonly actor?: string | undefined;
  /** The execution that this one repeats. */
  readonly retryOf?: string;
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
      // One with a key may have to wait for another, which the store alone knows: it has not started yet.
      if (intent.concurrencyKey === undefined) {
        append(record, log, { type: 'execution.started', data: {} }, this.clock.now());
      }
      Object.assign(record, { owner, fence: 1, runs: 1 });
    }
    const result = await this.write(record, log, intent);
    if (result.outcome === 'accepted') {
      if (owner === undefined) this.engine.enqueued();
      else if (!result.isHeld) this.engine.begin(record, log);
      else {
        Object.assign(record, NOT_OWNED);
        this.engine.forgo({ isHeld: true });
      }
      const { turnover } = this.engine.environment;
      turnover.count('accepted', 1);
      turnover.count('events', log.length);
      this.signal.committed(record);
    } else if (owner !== undefined) {
      this.engine.forgo();
    }
    return { result, record };
  }

  private async write(
    record: ExecutionRecord,
    log: readonly LoggedEvent[],
    intent: NewExecution,
  ): Promise<AcceptanceResult> {
    try {
      reach('accept.before-write');
      return await this.store.accept({
        record: { ...record },
        entries: log.map(({ sequence, type, time, data }) => ({ sequence, type, time, data: JSON.stringify(data) })),
        artifactIds: intent.artifactIds,
        ...(intent.idempotency && { idempotency: intent.idempotency }),
      });
    } catch (error) {
      // It may have been made all the same, and is then this process's to carry out.
      if (record.owner === null) this.engine.enqueued();
      else this.engine.unsure(record.executionId, error);
      throw error;
    }
  }

  private newExecution(intent: NewExecution): { record: ExecutionRecord; log: LoggedEvent[] } {
    const { handler, payload, concurrencyKey, retryOf, actor } = intent;
    const createdAt = this.clock.now();
    const identity = {
      intentType: handler.definition.type,
      realm: handler.definition.realm,
      handlerVersion: handler.version,
      ...(concurrencyKey === undefined ? {} : { concurrencyKey }),
      retryOf,
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
      ...(actor === undefined ? {} : { actor }),
      ...(concurrencyKey === undefined ? {} : { concurrency_key: concurrencyKey }),
      ...(retryOf === undefined ? {} : { retry_of: retryOf }),
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
