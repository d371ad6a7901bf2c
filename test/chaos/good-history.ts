import { type Happening, HistoryOf } from './history-of.js';

export const attempt = (step: string, number = 1) => ({ step, attempt: number });

export function began(step: string, number = 1): Happening {
  return ['step.started', attempt(step, number)];
}

export function did(step: string, number = 1): Happening[] {
  return [began(step, number), ['step.succeeded', attempt(step, number)]];
}

export function undid(step: string, number = 1): Happening[] {
  return [
    ['undo.started', attempt(step, number)],
    ['undo.succeeded', attempt(step, number)],
  ];
}

/** Nothing happened, and whoever threw vouches for it. */
export function missed(step: string, number = 1): Happening {
  return ['step.failed', { ...attempt(step, number), not_applied: true }];
}

/** A step that has no undo. */
function looked(step: string): Happening[] {
  return [
    ['step.started', { ...attempt(step), undo: 'none' }],
    ['step.succeeded', attempt(step)],
  ];
}

function came(id: string): Happening {
  return ['signal.received', { name: 'go', signal_id: id }];
}

const waits = (wait: string, due?: string): Happening => [
  'wait.started',
  { wait, signal: 'go', ...(due !== undefined && { due_at: due }) },
];
const heard = (wait: string, id: string): Happening => ['wait.ended', { wait, by: 'signal', signal_id: id }];

const EARLIER = new Date(0).toISOString();

export const START: Happening[] = [['execution.accepted'], ['execution.started']];

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
  missed('create-order'),
  ['execution.compensating', { steps: ['charge-card', 'reserve-stock'] }],
  ...undid('charge-card'),
  ...undid('reserve-stock'),
  ['execution.compensated'],
];

/** Two signals, the second of which came early; a wait that nobody ended; a step without undo; two notes; a race. */
const WAITED: Happening[] = [
  ...START,
  ...looked('look-around'),
  waits('go#1'),
  ['execution.waiting'],
  came('one'),
  heard('go#1', 'one'),
  ['trips.noted', { number: 1 }],
  came('two'),
  waits('go#2'),
  heard('go#2', 'two'),
  waits('go#3', EARLIER),
  ['execution.waiting'],
  ['wait.ended', { wait: 'go#3', by: 'timer' }],
  began('left'),
  began('right'),
  ['step.succeeded', attempt('right')],
  ['step.succeeded', attempt('left')],
  ['trips.noted', { number: 2 }],
  ['execution.succeeded', { heard: ['one', 'two', null], winners: [{ of: ['left', 'right'], winner: 'right' }] }],
];

/** Cancelled while it waited; an operator had to skip one undo. */
const CANCELLED: Happening[] = [
  ...START,
  ...did('reserve-stock'),
  ...did('charge-card'),
  waits('go#1'),
  ['execution.waiting'],
  ['execution.cancel_requested'],
  ['execution.compensating', { steps: ['charge-card', 'reserve-stock'] }],
  ['undo.started', attempt('charge-card')],
  ['undo.failed', attempt('charge-card')],
  ['execution.compensation_failed', { step: 'charge-card' }],
  ['undo.skipped', attempt('charge-card')],
  ...undid('reserve-stock'),
  ['execution.cancelled'],
];

const SENT = ['one', 'two'].map((id) => ({ id, name: 'go', acknowledged: 1 }));

/** Four orders that went as they should, with their subscribers: what a run without a fault leaves behind. */
export function goodHistory(): HistoryOf {
  return new HistoryOf()
    .order('a', 'succeeded', STRAIGHT)
    .ledger('a', 'do reserve-stock', 'do charge-card', 'do create-order')
    .order('b', 'compensated', TURNED_BACK)
    .ledger('b', 'do reserve-stock', 'do charge-card 1', 'do charge-card 2')
    .ledger('b', 'undo charge-card', 'undo reserve-stock')
    .order('c', 'succeeded', WAITED, { signals: SENT })
    .ledger('c', 'do look-around', 'do left', 'do right')
    .order('d', 'cancelled', CANCELLED, { cancel: { acknowledged: 'running' } })
    .ledger('d', 'do reserve-stock', 'do charge-card', 'undo reserve-stock')
    .subscriber({})
    .subscriber({ types: ['step.succeeded'] })
    .subscriber({ execution_id: 'b' });
}
