import { describe, expect, it } from '@jest/globals';
import { check, INVARIANTS, type Invariant } from './checker.js';
import { type Happening, HistoryOf } from './history-of.js';

const attempt = (step: string, number = 1) => ({ step, attempt: number });

function began(step: string, number = 1): Happening {
  return ['step.started', attempt(step, number)];
}

function did(step: string, number = 1): Happening[] {
  return [began(step, number), ['step.succeeded', attempt(step, number)]];
}

function undid(step: string, number = 1): Happening[] {
  return [
    ['undo.started', attempt(step, number)],
    ['undo.succeeded', attempt(step, number)],
  ];
}

const START: Happening[] = [['execution.accepted'], ['execution.started']];

const STRAIGHT: Happening[] = [
  ...START,
  ...did('reserve-stock'),
  ...did('charge-card'),
  ...did('create-order'),
  ['execution.succeeded'],
];

/** The last step fails, after the second was cut short by a crash and made again. */
const TURNED_BACK: Happening[] = [
  ...START,
  ...did('reserve-stock'),
  began('charge-card', 1),
  ...did('charge-card', 2),
  began('create-order'),
  ['step.failed', attempt('create-order')],
  ['execution.compensating', { steps: ['charge-card', 'reserve-stock'] }],
  ...undid('charge-card'),
  ...undid('reserve-stock'),
  ['execution.compensated'],
];

function good(): HistoryOf {
  return new HistoryOf()
    .order('a', 'succeeded', STRAIGHT)
    .ledger('a', 'do reserve-stock', 'do charge-card', 'do create-order')
    .order('b', 'compensated', TURNED_BACK)
    .ledger('b', 'do reserve-stock', 'do charge-card 1', 'do charge-card 2')
    .ledger('b', 'undo charge-card', 'undo reserve-stock');
}

describe('the checker is content with', () => {
  it('a straight order and one that was turned back after a crash', () => {
    expect(check(good().history)).toEqual([]);
  });

  it('an effect that was made again because its answer was lost', () => {
    const history = new HistoryOf()
      .order('a', 'succeeded', [
        ...START,
        began('reserve-stock', 1),
        ['step.retrying', attempt('reserve-stock', 1)],
        ...did('reserve-stock', 2),
        ['execution.succeeded'],
      ])
      .ledger('a', 'do reserve-stock 1', 'do reserve-stock 2');

    expect(check(history.history)).toEqual([]);
  });

  it('the undo of a step that may have happened and did not', () => {
    const history = new HistoryOf()
      .order('a', 'compensated', [
        ...START,
        began('reserve-stock', 1),
        began('reserve-stock', 2),
        ['step.failed', attempt('reserve-stock', 2)],
        ['execution.compensating', { steps: ['reserve-stock'] }],
        ...undid('reserve-stock'),
        ['execution.compensated'],
      ])
      .ledger('a', 'undo reserve-stock');

    expect(check(history.history)).toEqual([]);
  });

  it('an intent that nobody acknowledged, with an execution or without', () => {
    const history = good();
    history.intent('a').acknowledged = [];
    delete history.intent('b').ended;
    history.history.intents.push({
      order_id: 'lost',
      session_id: 'ses_1',
      idempotency_key: 'k',
      sent: 3,
      acknowledged: [],
    });

    expect(check(history.history)).toEqual([]);
  });
});

const PLANTED: [Invariant, string, (history: HistoryOf) => void][] = [
  ['I1', 'an acknowledged intent that is gone', ({ history }) => history.executions.shift()],
  ['I1', 'one intent with two executions', (h) => h.intent('a').acknowledged.push('b')],
  ['I1', 'two intents with one execution', (h) => (h.intent('b').acknowledged = ['a'])],
  ['I1', 'effects of an execution that nobody knows', (h) => h.ledger('ghost', 'do reserve-stock')],
  ['I2', 'an execution that nobody asked for', ({ history }) => history.intents.shift()],
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
  ['I7', 'two ends', (h) => h.append('a', 'execution.failed')],
  ['I7', 'a client who was told otherwise', (h) => (h.intent('a').ended = { as: 'failed', at: 1e9 })],
  ['I7', 'the result of another order', (h) => (h.row('a').result = { order_id: 'order of b' })],
  ['I8', 'a hole in the log', (h) => h.log('a').splice(3, 1)],
  ['I8', 'an execution without a log', (h) => h.history.events.delete('a')],
  ['I8', 'a row that its events do not give', (h) => (h.row('b').progress.completed_steps = 3)],
  ['I8', 'a result that its events do not give', (h) => (h.row('a').result = { order_id: 'order of a', more: 1 })],
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
];

describe('the checker finds', () => {
  it.each(PLANTED)('%s: %s', (invariant, _what, plant) => {
    const history = good();
    plant(history);

    expect(check(history.history).map((violation) => violation.invariant)).toContain(invariant);
  });

  it('something for each of its invariants', () => {
    expect([...new Set(PLANTED.map(([invariant]) => invariant))]).toEqual(Object.keys(INVARIANTS));
  });
});

describe('a writer that acknowledges before it commits', () => {
  it('is told from one that does not, by what it loses in a crash', () => {
    const history = good();
    // The process died with b's commit still to come: b is gone, and its effects are not.
    history.history.executions.pop();
    history.history.events.delete('b');
    delete history.intent('b').ended;

    expect(check(history.history)).toMatchObject([
      { invariant: 'I1', of: 'order of b' },
      { invariant: 'I1', of: 'b' },
    ]);
  });

  it('is told by an effect whose start was lost', () => {
    const history = good();
    const events = history.log('a');
    // The start of the last step and its end had been promised and were not there after the crash: it ran again.
    expect(events.splice(6, 2).map(({ type }) => type)).toEqual(['step.started', 'step.succeeded']);
    history.ledger('a', 'do create-order');

    expect(check(history.history).map(({ invariant }) => invariant)).toContain('I4');
  });
});

function last<Item>(items: Item[]): Item {
  return items[items.length - 1]!;
}

function swapped<Item>(items: Item[]): Item[] {
  return items.slice(-2).toReversed();
}

function compensatingOf(history: HistoryOf, id: string): Record<string, unknown> {
  return history.log(id).find(({ type }) => type === 'execution.compensating')!.data;
}

function leaveBehind(history: HistoryOf): void {
  history.log('a').splice(-1);
  history.append('a', 'execution.failed');
  Object.assign(history.row('a'), { status: 'failed', result: undefined });
  history.intent('a').ended = { as: 'failed', at: 1e9 };
}
