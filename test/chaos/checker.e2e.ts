import { describe, expect, it } from '@jest/globals';
import { check } from './checker.js';
import { began, did, goodHistory, missed, attempt, START, undid } from './good-history.js';
import { HistoryOf } from './history-of.js';
import { PLANTED } from './planted-violations.js';
import { INVARIANTS } from './violation.js';

describe('the checker is content with', () => {
  it('a straight order, one that was turned back after a crash, one that waited and one that was cancelled', () => {
    expect(check(goodHistory().history)).toEqual([]);
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
        missed('reserve-stock', 2),
        ['execution.compensating', { steps: ['reserve-stock'] }],
        ...undid('reserve-stock'),
        ['execution.compensated'],
      ])
      .ledger('a', 'undo reserve-stock');

    expect(check(history.history)).toEqual([]);
  });

  it('an effect that was on its way when its caller was told to stop', () => {
    const history = goodHistory().ledger('b', 'do charge-card 2');
    Object.assign(history.history.ledger.at(-1)!, { at: 1e9, abandoned: true });

    expect(check(history.history)).toEqual([]);
  });

  it('a step without an undo whose start was lost in a crash, with its effect', () => {
    expect(check(goodHistory().ledger('b', 'do look-around').history)).toEqual([
      expect.objectContaining({ detail: 'do look-around was called after the first undo' }),
    ]);
    expect(check(goodHistory().ledger('c', 'do look-around').history)).toEqual([]);
  });

  it('a cancel that came when the order was turning back already, and one that was refused because it had ended', () => {
    const history = goodHistory();
    history.intent('b').cancel = { acknowledged: 'compensating' };
    history.intent('a').cancel = { refused: true };

    expect(check(history.history)).toEqual([]);
  });

  it('a signal that was never acknowledged, whether it was received or not', () => {
    const history = goodHistory();
    history.intent('a').signals = [{ id: 'x', name: 'go', acknowledged: 0 }];
    history.intent('c').signals![0]!.acknowledged = 0;

    expect(check(history.history)).toEqual([]);
  });

  it('an intent that nobody acknowledged, with an execution or without', () => {
    const history = goodHistory();
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

describe('the checker finds', () => {
  it.each(PLANTED)('%s: %s', (invariant, _what, plant) => {
    const history = goodHistory();
    plant(history);

    expect(check(history.history).map((violation) => violation.invariant)).toContain(invariant);
  });

  it('something for each of its invariants', () => {
    expect([...new Set(PLANTED.map(([invariant]) => invariant))]).toEqual(Object.keys(INVARIANTS));
  });
});

describe('a writer that acknowledges before it commits', () => {
  it('is told from one that does not, by what it loses in a crash', () => {
    const history = goodHistory();
    // The process died with b's commit still to come: b is gone, and its effects are not.
    history.history.executions.splice(1, 1);
    history.history.events.delete('b');
    history.history.feed = history.history.feed.filter(({ id }) => !id.startsWith('b:'));
    history.history.subscriptions = [];
    delete history.intent('b').ended;

    expect(check(history.history)).toMatchObject([
      { invariant: 'I1', of: 'order of b' },
      { invariant: 'I1', of: 'b' },
    ]);
  });

  it('is told by an effect whose start was lost', () => {
    const history = goodHistory();
    const events = history.log('a');
    // The start of the last step and its end had been promised and were not there after the crash: it ran again.
    expect(events.splice(6, 2).map(({ type }) => type)).toEqual(['step.started', 'step.succeeded']);
    history.ledger('a', 'do create-order');

    expect(check(history.history).map(({ invariant }) => invariant)).toContain('I4');
  });
});
