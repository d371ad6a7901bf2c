import type { Taste } from './program.js';
import { Random } from './random.js';

/** What a simulation is like: drawn from its seed, so that each does much of a few things and not a little of all. */
export interface Profile {
  readonly slots: number;
  readonly submissions: number;
  /** How many decisions the scheduler takes before everything is brought to its end. */
  readonly moves: number;
  readonly crashes: number;
  /** How likely an intent has a concurrency key. */
  readonly keyed: number;
  readonly taste: Taste;
  /**
   * Whether a commit may be made long after it had failed. The process looks then for what it owns; where it does not,
   * whatever else it forgets is seen.
   */
  readonly late: boolean;
  /** How likely each kind of move is beside the others. */
  readonly weights: Readonly<Record<MoveName, number>>;
}

export const MOVES = [
  'commit',
  'answer',
  'effect',
  'effect answers twice',
  'time',
  'submit',
  'submit again',
  'submit with a used key',
  'repeat',
  'commit fails',
  'answer lost',
  'entry refused',
  'reads fail',
  'crash',
  'crash in undo',
  'stop',
  'zombie',
  'zombie writes',
  'cancel',
  'cancel in grace',
  'pause',
  'resume',
  'retry',
  'terminate',
  'signal',
  'signal again',
  'retry undo',
  'skip undo',
  'resolve undo',
  'resolve step',
  'late commit',
] as const;
export type MoveName = (typeof MOVES)[number];

/** What always happens, and how often. */
const COMMON: Partial<Record<MoveName, number>> = {
  commit: 30,
  answer: 40,
  effect: 25,
  time: 6,
  submit: 6,
  'zombie writes': 10,
  'late commit': 3,
};

/** What happens in some simulations, and how often then. */
const SPICE: Partial<Record<MoveName, number>> = {
  'effect answers twice': 2,
  'submit again': 2,
  'submit with a used key': 1,
  repeat: 1,
  'commit fails': 1,
  'answer lost': 1,
  'entry refused': 1,
  'reads fail': 0.5,
  crash: 1.5,
  'crash in undo': 6,
  stop: 0.5,
  zombie: 1,
  cancel: 1.5,
  'cancel in grace': 5,
  pause: 1.5,
  resume: 4,
  retry: 1,
  terminate: 0.3,
  signal: 3,
  'signal again': 1.5,
  'retry undo': 2,
  'skip undo': 1,
  'resolve undo': 1,
  'resolve step': 3,
};

export function drawProfile(random: Random): Profile {
  const weights = Object.fromEntries(
    MOVES.map((move) => [move, COMMON[move] ?? (random.chance(0.5) ? SPICE[move]! : 0)]),
  ) as Record<MoveName, number>;
  return {
    slots: random.between(1, 4),
    submissions: random.between(1, 5),
    moves: random.between(20, 120),
    crashes: random.weighted([
      { weight: 3, most: 0 },
      { weight: 5, most: 2 },
      { weight: 2, most: 8 },
    ]).most,
    keyed: random.chance(0.4) ? 0.7 : 0,
    taste: {
      failures: random.oneOf([0.05, 0.25, 0.5]),
      waits: random.oneOf([0, 0.2, 0.5]),
      parallel: random.oneOf([0.1, 0.3]),
      trouble: random.oneOf([0, 0.3, 0.6]),
    },
    weights,
    late: random.chance(0.3),
  };
}
