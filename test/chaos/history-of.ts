import type { Execution, ExecutionEvent, ExecutionStatus } from '@app/intent-contracts';
import type { History, IntentRecord, LedgerCall } from './history.js';

/** One thing that happened to an execution, short enough to read a history at a glance. */
export type Happening = [type: string, data?: Record<string, unknown>];

const SUBMITTED_AT = 1_000;

/** Writes down by hand what a run would have left behind: the ground that the checker's own tests stand on. */
export class HistoryOf {
  readonly history: History = { intents: [], ledger: [], executions: [], events: new Map() };
  private clock = SUBMITTED_AT;

  /** An order that was acknowledged, happened as told, and was seen to end. */
  order(id: string, status: ExecutionStatus, happenings: Happening[]): this {
    const events = happenings.map(([type, data = {}], index) => this.event(id, index + 1, type, data));
    const last = events.at(-1)?.time ?? '';
    this.history.events.set(id, events);
    this.history.executions.push({
      execution_id: id,
      intent_type: 'orders.place',
      realm: 'orders',
      session_id: 'ses_1',
      tenant_id: 'acme',
      status,
      done: true,
      progress: {
        completed_steps: happenings.filter(([type]) => type === 'step.succeeded').length,
        current_step: null,
      },
      ...(status === 'succeeded' && { result: { order_id: `order of ${id}` } }),
      residual_effects: [],
      cursor: 'c',
      created_at: events[0]?.time ?? '',
      updated_at: last,
      finished_at: last,
    });
    this.clock += 1_000;
    this.history.intents.push({
      order_id: `order of ${id}`,
      session_id: 'ses_1',
      idempotency_key: `key of ${id}`,
      sent: 1,
      acknowledged: [id],
      ended: { as: status, at: this.clock },
    });
    return this;
  }

  /** What the ledger saw, as `do reserve-stock` or `undo reserve-stock 2` with the number of the attempt. */
  ledger(id: string, ...calls: string[]): this {
    for (const call of calls) {
      const [kind, step = '', attempt = '1'] = call.split(' ');
      this.history.ledger.push({
        at: SUBMITTED_AT + this.history.ledger.length,
        execution_id: id,
        step,
        kind: kind as LedgerCall['kind'],
        key: `${id}/${step}`,
        attempt: Number(attempt),
      });
    }
    return this;
  }

  intent(id: string): IntentRecord {
    return found(this.history.intents.find(({ acknowledged }) => acknowledged.includes(id)));
  }

  row(id: string): Execution {
    return found(this.history.executions.find(({ execution_id }) => execution_id === id));
  }

  log(id: string): ExecutionEvent[] {
    return found(this.history.events.get(id));
  }

  /** One more event at the end of the log. */
  append(id: string, type: string, data: Record<string, unknown> = {}): this {
    this.log(id).push(this.event(id, this.log(id).length + 1, type, data));
    return this;
  }

  private event(id: string, sequence: number, type: string, data: Record<string, unknown>): ExecutionEvent {
    this.clock += 1;
    return {
      specversion: '1.0',
      id: `${id}:${sequence}`,
      source: 'runtime',
      type,
      subject: id,
      time: new Date(this.clock).toISOString(),
      tenantid: 'acme',
      sessionid: 'ses_1',
      executionid: id,
      sequence,
      data: type === 'execution.succeeded' ? { result: { order_id: `order of ${id}` } } : data,
    };
  }
}

function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new Error('There is no such execution in this history.');
  return item;
}
