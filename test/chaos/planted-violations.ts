import { attempt } from './good-history.js';
import type { HistoryOf } from './history-of.js';
import type { SeenEvent, SentSignal } from './history.js';
import type { Invariant } from './violation.js';

const LATER = new Date(1e9).toISOString();

/** What is broken of a good history, for each invariant: the checker must find all of it. */
export const PLANTED: [Invariant, string, (history: HistoryOf) => void][] = [
  ['I1', 'an acknowledged intent that is gone', ({ history }) => history.executions.shift()],
  ['I1', 'one intent with two executions', (h) => h.intent('a').acknowledged.push('b')],
  ['I1', 'two intents with one execution', (h) => (h.intent('b').acknowledged = ['a'])],
  ['I1', 'effects of an execution that nobody knows', (h) => h.ledger('ghost', 'do reserve-stock')],
  [
    'I1',
    'an acknowledged signal that is gone',
    (h) => signalsOf(h, 'c').push({ id: 'x', name: 'go', acknowledged: 1 }),
  ],
  ['I1', 'a wait that ran out of time although its signal had come', (h) => (endOf(h, 'go#2')['by'] = 'timer')],
  ['I2', 'an execution that nobody asked for', ({ history }) => history.intents.shift()],
  ['I2', 'a signal that nobody sent', (h) => signalsOf(h, 'c').pop()],
  [
    'I3',
    'an execution that never ends',
    (h) => {
      h.log('a').splice(-1);
      Object.assign(h.row('a'), { status: 'running', done: false, result: undefined });
      delete h.intent('a').ended;
    },
  ],
  ['I4', 'a second key for the same step', ({ history }) => Object.assign(last(history.ledger), { key: 'other' })],
  [
    'I4',
    'the key of another execution',
    ({ history }) => {
      for (const call of history.ledger) if (call.execution_id === 'b') call.key = `a/${call.step}`;
    },
  ],
  ['I4', 'an effect of which the log knows nothing', (h) => h.ledger('a', 'do create-order 2')],
  ['I4', 'a first attempt made twice, because it was not armed', (h) => h.ledger('a', 'do create-order 1')],
  [
    'I4',
    'an outcome recorded twice',
    (h) => {
      h.log('a').splice(-1);
      h.append('a', 'step.succeeded', attempt('create-order')).append('a', 'execution.succeeded');
    },
  ],
  ['I4', 'a signal that ended two waits', (h) => (endOf(h, 'go#2')['signal_id'] = 'one')],
  ['I4', 'a wait that ended twice', (h) => (endOf(h, 'go#2')['wait'] = 'go#1')],
  ['I4', 'a signal that was received twice', (h) => (receivedBy(h, 1)['signal_id'] = 'one')],
  ['I4', 'a wait that was ended by what had not come', (h) => (endOf(h, 'go#1')['signal_id'] = 'two')],
  ['I4', 'an undo made twice as the first attempt', (h) => h.ledger('b', 'undo reserve-stock')],
  ['I5', 'an event after the end', (h) => h.append('a', 'step.started', attempt('create-order', 2))],
  ['I5', 'an effect after the end', ({ history }) => Object.assign(last(history.ledger), { at: 1e9 })],
  ['I6', 'an undo that was left out', ({ history }) => history.ledger.pop()],
  ['I6', 'undos in the order of the dos', ({ history }) => history.ledger.splice(-2, 2, ...swapped(history.ledger))],
  ['I6', 'an undo of an order that succeeded', (h) => h.ledger('a', 'undo create-order')],
  ['I6', 'a do after the first undo', (h) => h.ledger('b', 'do charge-card 2')],
  ['I6', 'a success without its effect', ({ history }) => history.ledger.shift()],
  ['I6', 'a list in the wrong order', (h) => (compensatingOf(h, 'b')['steps'] = ['reserve-stock', 'charge-card'])],
  ['I6', 'a list that leaves out what was done', (h) => (compensatingOf(h, 'b')['steps'] = ['charge-card'])],
  [
    'I6',
    'the undo of what certainly did not happen',
    (h) => (compensatingOf(h, 'b')['steps'] = ['create-order', 'charge-card', 'reserve-stock']),
  ],
  ['I6', 'a failure that left an effect behind', (h) => leaveBehind(h)],
  [
    'I6',
    'the undo of what has no undo',
    (h) => (h.log('b').find(({ data }) => data['step'] === 'charge-card')!.data['undo'] = 'none'),
  ],
  ['I6', 'a cancel that left an effect behind', (h) => leaveBehind(h, 'cancelled')],
  [
    'I7',
    'a cancel that was acknowledged and had no effect',
    (h) => (h.intent('b').cancel = { acknowledged: 'running' }),
  ],
  ['I7', 'a cancel that was refused and had its effect', (h) => (h.intent('d').cancel = { refused: true })],
  ['I7', 'a cancel that nobody asked for', (h) => delete h.intent('d').cancel],
  [
    'I7',
    'a cancel that its log knows nothing of',
    (h) => (h.logged('d', 'execution.cancel_requested').type = 'step.progress'),
  ],
  [
    'I7',
    'a cancel in the log that had no effect',
    (h) => (h.logged('b', 'step.failed').type = 'execution.cancel_requested'),
  ],
  ['I7', 'a signal that was refused and is in the log', (h) => (signalsOf(h, 'c')[0]!.refused = true)],
  ['I7', 'two ends', (h) => h.append('a', 'execution.failed')],
  ['I7', 'a client who was told otherwise', (h) => (h.intent('a').ended = { as: 'failed', at: 1e9 })],
  ['I7', 'the result of another order', (h) => (h.row('a').result = { order_id: 'order of b' })],
  ['I8', 'a hole in the log', (h) => h.log('a').splice(3, 1)],
  ['I8', 'an execution without a log', (h) => h.history.events.delete('a')],
  ['I8', 'a row that its events do not give', (h) => (h.row('b').progress.completed_steps = 3)],
  ['I8', 'a result that its events do not give', (h) => (h.row('a').result = { order_id: 'order of a', more: 1 })],
  ['I8', 'a note that is in the log twice', (h) => (h.logged('c', 'trips.noted').data['number'] = 2)],
  ['I8', 'a note that is lost', (h) => (h.intent('c').notes = 3)],
  ['I8', 'a race that another one won', (h) => (winnerOf(h)['winner'] = 'left')],
  ['I8', 'an answer that the handler did not get', (h) => (resultOf(h)['heard'] = ['two', 'one', null])],
  ['I8', 'an effect left behind of which its log knows nothing', (h) => h.row('d').residual_effects.pop()],
  [
    'I8',
    'a status that its events do not give',
    (h) => {
      h.log('d').splice(-1);
      Object.assign(h.row('d'), { status: 'compensation_failed', done: false, finished_at: null });
    },
  ],
  [
    'I9',
    'a wait that is over before its time',
    (h) => (h.log('c').find(({ data }) => data['wait'] === 'go#3')!.data['due_at'] = LATER),
  ],
  [
    'I9',
    'a signal that overtook another',
    (h) => {
      // Both had come when the first wait began.
      const log = h.log('c');
      const [second] = log.splice(
        log.findIndex(({ data }) => data['signal_id'] === 'two'),
        1,
      );
      log.splice(4, 0, second!);
    },
  ],
  [
    'I9',
    'an older attempt after a newer one',
    ({ history }) => history.ledger.push({ ...history.ledger[4]! }, { ...history.ledger[5]!, attempt: 0 }),
  ],
  [
    'I9',
    'a log whose attempts go back',
    (h) => {
      const events = h.log('b').filter(({ type, data }) => type === 'step.started' && data['step'] === 'charge-card');
      events[0]!.data['attempt'] = 2;
      events[1]!.data['attempt'] = 1;
    },
  ],
  ['I10', 'an event that a subscriber never saw', (h) => seenBy(h, 0).splice(3, 1)],
  ['I10', 'an event that a subscriber saw twice', (h) => seenBy(h, 2).push(seenBy(h, 2)[0]!)],
  ['I10', 'events that a subscriber saw in another order', (h) => seenBy(h, 1).reverse()],
  ['I10', 'an event that was seen and is another one now', (h) => (seenBy(h, 2)[2]!.time = LATER)],
  ['I10', 'an event that was not asked for', (h) => seenBy(h, 1).push(seenBy(h, 0).at(-1)!)],
  ['I10', 'an event that the feed leaves out', ({ history }) => history.feed.splice(3, 1)],
  ['I10', 'a stream that could not be read to its end', ({ history }) => (history.subscriptions[2]!.complete = false)],
];

function last<Item>(items: Item[]): Item {
  return items[items.length - 1]!;
}

function swapped<Item>(items: Item[]): Item[] {
  return items.slice(-2).toReversed();
}

function compensatingOf(history: HistoryOf, id: string): Record<string, unknown> {
  return history.log(id).find(({ type }) => type === 'execution.compensating')!.data;
}

function leaveBehind(history: HistoryOf, as: 'failed' | 'cancelled' = 'failed'): void {
  history.log('a').splice(-1);
  history.append('a', `execution.${as}`);
  Object.assign(history.row('a'), { status: as, result: undefined });
  history.intent('a').ended = { as, at: 1e9 };
}

function signalsOf(history: HistoryOf, id: string): SentSignal[] {
  return history.intent(id).signals!;
}

function receivedBy(history: HistoryOf, nth: number): Record<string, unknown> {
  return history.log('c').filter(({ type }) => type === 'signal.received')[nth]!.data;
}

function endOf(history: HistoryOf, wait: string): Record<string, unknown> {
  return history.log('c').find(({ type, data }) => type === 'wait.ended' && data['wait'] === wait)!.data;
}

function resultOf(history: HistoryOf): Record<string, unknown> {
  return history.row('c').result as Record<string, unknown>;
}

function winnerOf(history: HistoryOf): Record<string, unknown> {
  return (resultOf(history)['winners'] as Record<string, unknown>[])[0]!;
}

function seenBy({ history }: HistoryOf, subscriber: number): SeenEvent[] {
  return history.subscriptions[subscriber]!.seen;
}
