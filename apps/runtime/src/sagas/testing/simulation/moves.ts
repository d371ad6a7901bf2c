import { isTerminal } from '@app/intent-contracts';
import type { ExecutionRecord } from '../../../storage/execution-record.js';
import type { Submission } from './history.js';
import { MOVES, type MoveName } from './profile.js';
import { SIGNALS } from './program.js';
import { TENANTS } from './simulated-database.js';
import type { Simulation } from './simulation.js';

/** What can happen next. A move that is not possible as things stand does nothing and is not made. */
type Act = () => void | Promise<void>;
type Move = (sim: Simulation) => Act | undefined;

const INTAKE: Partial<Record<MoveName, Move>> = {
  submit: (sim) => {
    const { submissions } = sim.clients;
    return submissions.length < sim.profile.submissions ? () => submitNew(sim) : undefined;
  },
  'submit again': (sim) => onOne(sim, sim.clients.submissions, (submission) => submitAgain(sim, submission)),
  'submit with a used key': (sim) =>
    onOne(sim, sim.clients.submissions, (other) => {
      const number = sim.clients.submissions.length + 1;
      const impostor = { ...other, number, bodyHash: `body ${number}`, sent: 0, acknowledged: [], refused: 0 };
      sim.clients.submissions.push(impostor);
      sim.mark('key used for another body');
      sim.clients.submit(sim.life, impostor, sim.program(number).deadline);
    }),
  repeat: (sim) =>
    onRow(sim, ['failed', 'compensated', 'cancelled', 'terminated'], ({ executionId }) => {
      sim.mark('ended execution repeated');
      sim.clients.repeat(sim.life, executionId);
    }),
};

const STORE: Partial<Record<MoveName, Move>> = {
  commit: ({ life: { connection } }) =>
    connection.state === 'held'
      ? () => {
          connection.commit();
          connection.answer();
        }
      : undefined,
  // Committed and not yet told: what happens in between happens to a process that does not know.
  answer: ({ life: { connection }, random }) => {
    if (connection.state === 'committed') return () => connection.answer();
    return connection.state === 'held' && random.chance(0.3) ? () => connection.commit() : undefined;
  },
  'commit fails': (sim) =>
    sim.life.connection.state === 'held'
      ? () => {
          sim.disturb(sim.life);
          sim.mark('commit failed');
          sim.life.connection.fail();
        }
      : undefined,
  'late commit': (sim) =>
    sim.profile.late && sim.life.connection.hasFailed
      ? () => {
          sim.mark('late commit');
          sim.life.connection.commitLate();
        }
      : undefined,
  'answer lost': (sim) =>
    sim.life.connection.state === 'idle'
      ? undefined
      : () => {
          sim.disturb(sim.life);
          sim.mark('answer lost');
          if (sim.life.connection.state === 'held') sim.life.connection.commit();
          sim.life.connection.fail();
        },
  'entry refused': (sim) =>
    sim.life.connection.state === 'held' && sim.life.connection.size > 1
      ? () => {
          sim.disturb(sim.life);
          sim.mark('one entry refused');
          sim.life.connection.commitAllBut(sim.random.between(0, sim.life.connection.size - 1));
        }
      : undefined,
  'reads fail': (sim) => () => {
    sim.disturb(sim.life);
    sim.mark('reads failed');
    sim.life.connection.failReads(sim.random.between(1, 2));
  },
};

const WORLD: Partial<Record<MoveName, Move>> = {
  effect: (sim) => onOne(sim, sim.effects.answerable(), (effect) => sim.effects.answer(effect)),
  'effect answers twice': (sim) =>
    onOne(sim, sim.effects.answerable(), (effect) => {
      sim.mark('effect answered twice');
      sim.effects.answerTwice(effect);
    }),
  time:
    ({ time, random }) =>
    () => {
      if (random.chance(0.5)) time.pass(random.oneOf([1, 20, 2_000]));
      else time.advance();
    },
};

const LIVES: Partial<Record<MoveName, Move>> = {
  crash: (sim) => (mayCrash(sim) ? () => crash(sim) : undefined),
  'crash in undo': (sim) => {
    const undoing = [...sim.effects.open].some(({ call }) => call.kind === 'undo');
    return mayCrash(sim) && undoing ? () => crash(sim) : undefined;
  },
  stop: (sim) =>
    mayCrash(sim) && !sim.life.stopping
      ? () => {
          sim.mark('orderly stop');
          sim.life.stop();
        }
      : undefined,
  zombie: (sim) =>
    mayCrash(sim) && !sim.zombie
      ? async () => {
          sim.mark('zombie');
          sim.disturb(sim.life);
          const former = sim.life;
          await sim.begin();
          sim.zombie = former;
        }
      : undefined,
  'zombie writes': (sim) => {
    const { zombie } = sim;
    if (!zombie || zombie.connection.state === 'idle') return undefined;
    return () => zombieWrites(sim);
  },
};

const OPERATORS: Partial<Record<MoveName, Move>> = {
  cancel: (sim) => onRow(sim, undefined, (row) => cancel(sim, row)),
  'cancel in grace': (sim) => {
    const aborted = [...sim.effects.open].filter(({ call }) => call.kind === 'do' && call.abortedAt !== undefined);
    return onOne(sim, aborted, ({ call }) => {
      sim.mark('cancel while attempts have their grace');
      sim.clients.cancel(sim.life, call.executionId);
    });
  },
  pause: (sim) => onRow(sim, ['queued', 'running', 'waiting', 'compensating'], (row) => pause(sim, row)),
  resume: (sim) => onRow(sim, ['paused'], ({ executionId }) => sim.clients.resume(sim.life, executionId)),
  retry: (sim) => onRow(sim, ['paused'], ({ executionId }) => sim.clients.retry(sim.life, executionId)),
  terminate: (sim) =>
    onRow(sim, undefined, ({ executionId }) => {
      sim.mark('terminate');
      sim.clients.terminate(sim.life, executionId);
    }),
  signal: (sim) =>
    onRow(sim, undefined, ({ executionId }) => {
      const id = `sig-${sim.clients.signals.length}`;
      sim.clients.signal(sim.life, executionId, sim.random.oneOf(SIGNALS), id);
    }),
  'signal again': (sim) =>
    onOne(sim, sim.clients.signals, ({ executionId, name, id }) => {
      sim.mark('signal sent again');
      sim.clients.signal(sim.life, executionId, name, id);
    }),
  'retry undo': (sim) => onParked(sim, (id) => sim.clients.retryUndo(sim.life, id)),
  'skip undo': (sim) => onParked(sim, (id) => sim.clients.skipUndo(sim.life, id)),
  'resolve undo': (sim) => onParked(sim, (id) => sim.clients.resolveUndo(sim.life, id)),
  'resolve step': (sim) =>
    onRow(sim, ['paused'], ({ executionId, pauseReason }) => {
      if (pauseReason === 'uncertain') resolveUncertain(sim, executionId);
    }),
};

const ALL = { ...INTAKE, ...STORE, ...WORLD, ...LIVES, ...OPERATORS } as Record<MoveName, Move>;

/** Makes one move of those that are possible. */
export async function move(sim: Simulation): Promise<void> {
  if (sim.died) {
    await sim.begin();
    return;
  }
  if (sim.life.stopped && sim.life.connection.state === 'idle') {
    sim.kill(sim.life);
    await sim.begin();
    return;
  }
  const possible = MOVES.flatMap((name) => {
    const weight = sim.profile.weights[name];
    const made = weight > 0 ? ALL[name](sim) : undefined;
    return made ? [{ name, weight, made }] : [];
  });
  const chosen = sim.random.weighted(possible);
  sim.tell(chosen.name);
  await chosen.made();
  await sim.rest();
}

function submitNew(sim: Simulation): void {
  const { random, clients } = sim;
  const number = clients.submissions.length + 1;
  const tenantId = random.oneOf(TENANTS);
  const concurrencyKey = random.chance(sim.profile.keyed) ? random.oneOf(['k1', 'k2']) : undefined;
  const submission: Submission = {
    number,
    tenantId,
    key: `key ${number}`,
    bodyHash: `body ${number}`,
    concurrencyKey,
    sent: 0,
    acknowledged: [],
    refused: 0,
  };
  clients.submissions.push(submission);
  clients.submit(sim.life, submission, sim.program(number).deadline);
}

export function submitAgain(sim: Simulation, submission: Submission): void {
  sim.mark('submitted again');
  sim.clients.submit(sim.life, submission, sim.program(submission.number).deadline);
}

export function zombieWrites(sim: Simulation): void {
  for (const { executionId, written } of sim.zombie!.connection.writeAsZombie()) {
    sim.mark('zombie refused');
    if (written) sim.seen.push(`a process that was taken over from wrote to ${executionId}`);
  }
}

/** Says of the steps whose outcome is not known whether the world has seen them. */
export function resolveUncertain(sim: Simulation, executionId: string): void {
  const steps = new Set<string>();
  for (const { type, data } of sim.database.log(executionId)) {
    if (type === 'step.uncertain') steps.add(data.step);
    else if (type === 'step.resolved' || type === 'step.started') steps.delete(data.step);
  }
  const [step] = steps;
  if (step === undefined) return;
  const applied = sim.effects.calls.some(
    (call) => call.executionId === executionId && call.step === step && call.applied,
  );
  sim.mark(applied ? 'step resolved as applied' : 'step resolved as not applied');
  sim.clients.resolveStep(sim.life, executionId, step, applied ? 'applied' : 'not_applied');
}

function mayCrash(sim: Simulation): boolean {
  return sim.lives.length <= sim.profile.crashes;
}

async function crash(sim: Simulation): Promise<void> {
  const undoing = [...sim.effects.open].some(({ call }) => call.kind === 'undo' && call.life === sim.life.number);
  if (undoing) sim.mark('crash inside undo');
  if (sim.effects.open.size > 0) sim.mark('crash inside an effect');
  if (sim.life.connection.state === 'committed') sim.mark('crash before the answer');
  sim.mark('crash');
  if (sim.zombie) sim.kill(sim.zombie);
  sim.kill(sim.life);
  await sim.begin();
}

function cancel(sim: Simulation, { executionId, status }: ExecutionRecord): void {
  if (!isTerminal(status)) sim.mark(`cancel of one that is ${status}`);
  sim.clients.cancel(sim.life, executionId);
}

function pause(sim: Simulation, { executionId, status }: ExecutionRecord): void {
  sim.mark(`pause of one that is ${status}`);
  sim.clients.pause(sim.life, executionId);
}

function onParked(sim: Simulation, act: (executionId: string) => void): Act | undefined {
  return onRow(sim, ['compensation_failed'], ({ executionId }) => act(executionId));
}

function onRow(
  sim: Simulation,
  statuses: readonly string[] | undefined,
  act: (row: ExecutionRecord) => void,
): Act | undefined {
  const rows = sim.database.rows().filter(({ status }) => !statuses || statuses.includes(status));
  return onOne(sim, rows, act);
}

function onOne<Item>(
  sim: Simulation,
  items: readonly Item[],
  act: (item: Item) => void | Promise<void>,
): Act | undefined {
  return items.length > 0 ? () => act(sim.random.oneOf(items)) : undefined;
}
