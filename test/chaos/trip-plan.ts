import type { Random } from './random.js';

/** One step of a plan; what it leaves out it does as it should. */
export interface PlannedStep {
  kind: 'step';
  name: string;
  /** Milliseconds before it does anything. */
  delay: number;
  no_undo?: true;
  /** `early`: before the ledger hears of it; `late`: after, so that the effect stands. */
  fails?: 'early' | 'late';
  /** How many attempts fail; every one if it is left out. */
  fail_times?: number;
  /** The handler catches its failure. */
  tolerated?: true;
  fail_undo_times?: number;
  /** What fails of its undo fails for good: an operator has to say how it goes on. */
  undo_parks?: true;
  /** What it does to the process, see the realm. */
  misdeed?: 'abort' | 'loop' | 'exhaust';
}

export type Stage =
  | PlannedStep
  | { kind: 'together' | 'race'; steps: PlannedStep[] }
  | { kind: 'sleep'; name: string; ms: number }
  | { kind: 'signal'; name: string; timeout?: number }
  | { kind: 'note' };

/** When the client sends a signal: at once, when the execution is seen to wait, or when the wait may be over. */
export interface PlannedSignal {
  name: string;
  id: string;
  when: 'early' | 'waiting' | 'late';
  /** How often it is sent although it was answered: once, or twice. */
  times: 1 | 2;
}

/** What a trip does, and what its client does to it. */
export interface TripPlan {
  stages: Stage[];
  signals: PlannedSignal[];
  /** Milliseconds after the acknowledgement at which the client cancels, if it does. */
  cancelAfter?: number;
}

/** Draws a trip of three to six steps. A fifth turns back by a failure, and a twentieth is cancelled in time. */
export function drawTrip(random: Random): TripPlan {
  const steps = Array.from({ length: random.between(3, 6) }, (_, index) => drawStep(random, index));
  const stages = arrange(random, steps);
  const signals: PlannedSignal[] = [];
  if (random.chance(0.3)) insert(random, stages, drawSleep(random));
  if (random.chance(0.3)) insert(random, stages, ...drawWaits(random, signals));
  for (let notes = random.chance(0.5) ? random.between(1, 2) : 0; notes > 0; notes -= 1) {
    insert(random, stages, { kind: 'note' });
  }
  if (random.chance(0.2)) fail(random, stages);
  return { stages, signals, ...(random.chance(0.07) && { cancelAfter: random.between(0, 400) }) };
}

function drawStep(random: Random, index: number): PlannedStep {
  return {
    kind: 'step',
    name: `step-${index + 1}`,
    delay: random.between(0, 40),
    ...(random.chance(0.3) && { no_undo: true }),
    ...(random.chance(0.05) && { fails: random.oneOf(['early', 'late']), fail_times: random.between(1, 2) }),
    ...(random.chance(0.2) && {
      fail_undo_times: random.between(1, 2),
      ...(random.chance(0.4) && { undo_parks: true }),
    }),
  };
}

/** In a line, with a stretch of it side by side now and then. */
function arrange(random: Random, steps: PlannedStep[]): Stage[] {
  if (!random.chance(0.4)) return [...steps];
  const from = random.between(0, steps.length - 2);
  const to = Math.min(steps.length, from + random.between(2, 3));
  const group: Stage = { kind: random.chance(0.7) ? 'together' : 'race', steps: steps.slice(from, to) };
  return [...steps.slice(0, from), group, ...steps.slice(to)];
}

function drawSleep(random: Random): Stage {
  return { kind: 'sleep', name: 'nap', ms: random.chance(0.25) ? 3_000 : random.between(20, 600) };
}

function drawWaits(random: Random, signals: PlannedSignal[]): Stage[] {
  const timeout = random.between(150, 500);
  const go: Stage = { kind: 'signal', name: 'go' };
  const send = (id: string, when: PlannedSignal['when'], times: PlannedSignal['times'] = 1) =>
    signals.push({ name: 'go', id, when, times });
  switch (random.between(1, 6)) {
    case 1:
      send('a', 'early');
      return [go];
    case 2:
      send('a', 'waiting', 2);
      return [go];
    case 3:
      send('a', 'late');
      return [{ ...go, timeout }];
    case 4:
      return [{ ...go, timeout }];
    case 5:
      // The second is kept for the second wait, and comes twice.
      send('a', 'early', 2);
      send('b', 'early', 2);
      return [go, go];
    default:
      // Nobody waits for the second.
      send('a', 'waiting');
      send('b', 'early');
      return [go];
  }
}

/** One step fails for good: alone, beside others, or caught by the handler. */
function fail(random: Random, stages: Stage[]): void {
  const candidates = stages.flatMap((stage) =>
    stage.kind === 'together' ? stage.steps : stage.kind === 'step' ? [stage] : [],
  );
  const step = candidates[random.between(0, candidates.length - 1)];
  if (!step) return;
  step.fails = random.chance(0.6) ? 'early' : 'late';
  delete step.fail_times;
  if (random.chance(0.1)) step.tolerated = true;
}

function insert(random: Random, stages: Stage[], ...added: Stage[]): void {
  stages.splice(random.between(0, stages.length), 0, ...added);
}
