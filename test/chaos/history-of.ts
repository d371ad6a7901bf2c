import type { Execution, ExecutionEvent, ExecutionStatus } from '@app/intent-contracts';
import type { History, IntentRecord, LedgerCall, SeenEvent, Subscription } from './history.js';

/** One thing that happened to an execution, short enough to read a history at a glance. */
export type Happening = [type: string, data?: Record<string, unknown>];

const SUBMITTED_AT = 1_000;

/** Writes down by hand what a run would have left behind: the ground that the checker's own tests stand on. */
export class HistoryOf {
  readonly history = {
    intents: [],
    ledger: [],
    executions: [],
    events: new Map(),
    feed: [],
    subscriptions: [],
  } as Required<History>;
  private clock = SUBMITTED_AT;

  /** An order that was acknowledged, happened as told, and was seen to end; `sent` is what its client did beside. */
  order(id: string, status: ExecutionStatus, happenings: Happening[], sent: Partial<IntentRecord> = {}): this {
    const events = happenings.map(([type, data = {}], index) => this.event(id, index + 1, type, structuredClone(data)));
    const last = events.at(-1)!;
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
      ...(status === 'succeeded' && { result: structuredClone(last.data['result']) }),
      residual_effects: happenings.flatMap(([type, data]) =>
        type === 'undo.skipped' ? [{ step: data?.['step'] as string, cause: 'skipped' as const }] : [],
      ),
      cursor: 'c',
      created_at: events[0]?.time ?? '',
      updated_at: last.time,
      finished_at: last.time,
    });
    this.clock += 1_000;
    this.history.intents.push({
      order_id: `order of ${id}`,
      session_id: 'ses_1',
      idempotency_key: `key of ${id}`,
      sent: 1,
      acknowledged: [id],
      signals: [],
      notes: happenings.filter(([type]) => type === 'trips.noted').length,
      ended: { as: status, at: this.clock },
      ...structuredClone(sent),
    });
    this.history.feed.push(...events.map(seen));
    return this;
  }

  /** Somebody who has seen all that was asked for, as it stands now. */
  subscriber(asked: Pick<Subscription, 'execution_id' | 'session_id' | 'types'>): this {
    const { execution_id: id, types } = asked;
    const events = this.history.feed
      .filter((event) => id === undefined || event.id.startsWith(`${id}:`))
      .filter(({ type }) => types === undefined || types.includes(type));
    this.history.subscriptions.push({ ...asked, seen: structuredClone(events), complete: true });
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
        ...(step.startsWith('look') && { no_undo: true }),
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

  /** The first event of a type. */
  logged(id: string, type: string): ExecutionEvent {
    return found(this.log(id).find((event) => event.type === type));
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
      data: type === 'execution.succeeded' ? { result: { order_id: `order of ${id}`, ...data } } : data,
    };
  }
}

function seen({ id, type, time, sessionid }: ExecutionEvent): SeenEvent {
  return { id, type, time, session_id: sessionid };
}

function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new Error('There is no such thing in this history.');
  return item;
}
