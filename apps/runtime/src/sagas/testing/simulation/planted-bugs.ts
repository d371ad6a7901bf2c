import type { MoveName } from './profile.js';
import { ConcurrencyKeys } from '../../../storage/sqlite/concurrency-keys.js';
import { SqliteDatabase, type WriteEntry } from '../../../storage/sqlite/sqlite-database.js';
import { SqlExecutionStore } from '../../../storage/sql/sql-execution-store.js';
import { ExecutionsService } from '../../../executions/executions.service.js';
import { ActiveExecution } from '../../active-execution.js';
import { isOutcome, type LoggedEvent } from '../../execution-events.js';
import { ExecutionRun } from '../../execution-run.js';
import { HandlerNotes } from '../../handler-notes.js';
import { Journal } from '../../journal.js';
import { StepCall } from '../../step-call.js';
import { StepHistory } from '../../step-history.js';
import { StepRunner } from '../../step-runner.js';
import { Strays } from '../../strays.js';
import { TurnBack } from '../../turn-back.js';
import { WaitRunner } from '../../wait-runner.js';
import { WorkQueue } from '../../work-queue.js';

type Method = (this: any, ...given: any[]) => any;

type Broken = (sound: Method) => Method | { readonly getter: unknown };
type Patch = readonly [of: { prototype: object }, method: string, broken: Broken];

/** A mistake that somebody could make in the engine: methods, and what they are replaced by, given what they were. */
export interface PlantedBug {
  /** What it does to a user. */
  readonly name: string;
  /** The rule that must tell of it. */
  readonly caughtBy: string;
  readonly patches: readonly Patch[];
  /** What happens more often than it would, so that a rare bug is found soon. */
  readonly spice: Partial<Record<MoveName, number>>;
}

const bug = (
  [name, caughtBy]: readonly [string, string],
  of: Patch[0],
  method: string,
  broken: Broken,
  spice: PlantedBug['spice'] = {},
): PlantedBug => ({ name, caughtBy, patches: [[of, method, broken]], spice });

export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug(['an effect begins before its start is durable', 'armedFirst'], StepCall, 'armed', () => ({ getter: false })),
  bug(
    ['a command is answered before it is durable', 'answersAreDurable'],
    Journal,
    'durable',
    () => () => Promise.resolve(),
  ),
  bug(
    ['an intent is acknowledged before it is committed', 'acknowledgedOnce'],
    SqlExecutionStore,
    'accept',
    (accept) => {
      return function (acceptance) {
        void (accept.call(this, acceptance) as Promise<unknown>).catch(() => undefined);
        return Promise.resolve({ outcome: 'accepted' });
      };
    },
  ),
  bug(
    ['a log goes on before it is known whether what comes before was written', 'foldsToItsRow'],
    SqlExecutionStore,
    'append',
    (append) => {
      return function (source) {
        return append.call(this, { take: source.take, mayGoAhead: true });
      };
    },
    { 'commit fails': 4 },
  ),
  bug(['an undo that fails is taken for one that is done', 'nothingLeftBehind'], TurnBack, 'attempt', (attempt) => {
    return async function (...given) {
      await attempt.apply(this, given);
      return { kind: 'succeeded', output: undefined };
    };
  }),
  bug(['steps are undone in the order in which they were done', 'listIsExact'], StepHistory, 'effects', (effects) => {
    return function () {
      return effects.call(this).reverse();
    };
  }),
  bug(['a step whose outcome is not known is not undone', 'listIsExact'], StepHistory, 'effects', (effects) => {
    return function () {
      return effects.call(this).filter(({ state }: { state: string }) => state === 'succeeded');
    };
  }),
  bug(['what was undone before a crash is undone again', 'undoneInOrder'], StepHistory, 'pendingUndos', () => {
    return function () {
      return (this.turnedBack?.steps ?? []).map((name: string) => this.step(name));
    };
  }),
  bug(
    ['a cancel that comes while attempts have their grace is forgotten', 'cancelHoldsItsWord'],
    ExecutionRun,
    'turnBack',
    () => {
      return async function (trigger, cause) {
        await this.steps.turnBack('it turns back');
        if (this.isPaused()) return;
        this.undos.announce(trigger, cause);
        await this.undos.run();
      };
    },
    { 'cancel in grace': 30, cancel: 2 },
  ),
  bug(['a cancel while it is undone begins it anew', 'cancelHoldsItsWord'], ExecutionsService, 'command', (command) => {
    return async function (tenantId, executionId, order) {
      if (order.command !== 'cancel') return command.call(this, tenantId, executionId, order);
      const { status } = await this.get(tenantId, executionId);
      if (status !== 'compensating') return command.call(this, tenantId, executionId, order);
      return this.engine.apply(executionId, () => [{ type: 'execution.cancel_requested', data: {} }]);
    };
  }),
  {
    name: 'it succeeds although a cancel was acknowledged',
    caughtBy: 'cancelHoldsItsWord',
    patches: [
      [ExecutionRun, 'cancel', () => () => undefined],
      [
        ExecutionRun,
        'conclude',
        (conclude) => {
          return async function (ending) {
            if (ending.kind !== 'returned') return conclude.call(this, ending);
            await this.steps.halt();
            if (!this.isPaused()) await this.succeed(ending.value);
          };
        },
      ],
    ],
    spice: { cancel: 3 },
  },
  bug(['a replay hands outcomes over in another order', 'toldWhatIsRecorded'], ExecutionRun, 'replay', (replay) => {
    return function () {
      this.recorded = swapped(this.recorded);
      return replay.call(this);
    };
  }),
  bug(
    ['a process that was taken over from goes on writing', 'taken over from wrote'],
    SqliteDatabase,
    'commit',
    (commit) => {
      return function (batch: WriteEntry[]) {
        return commit.call(
          this,
          batch.map((entry) => (entry.write === 'append' ? unfenced(this, entry as WriteEntry<'append'>) : entry)),
        );
      };
    },
  ),
  bug(['a wait is ended twice', 'outcomesOnce'], WaitRunner, 'end', (end) => {
    return function (call, how) {
      this.journal.append({ type: 'wait.ended', data: { wait: call.name, ...how } });
      end.call(this, call, how);
    };
  }),
  bug(['a signal that comes before its wait is lost', 'signalsInOrder'], StepHistory, 'apply', (apply) => {
    return function (event: LoggedEvent) {
      apply.call(this, event);
      if (event.type !== 'signal.received') return;
      const open = [...this.waits.values()].some(({ signal, ended }) => signal === event.data.name && !ended);
      if (!open) this.signals.get(event.data.signal_id).taken = true;
    };
  }),
  bug(
    ['what a handler sets and emits is committed again when it is replayed', 'notesOnce'],
    HandlerNotes,
    'add',
    () => {
      return function (note) {
        this.asked += 1;
        this.waiting.push(note);
      };
    },
  ),
  bug(['two of the same concurrency key run at once', 'keysTakeTurns'], ConcurrencyKeys, 'isTaken', () => () => false),
  bug(
    ['an irreversible step of unknown outcome is done again', 'irreversibleAsksFirst'],
    StepRunner,
    'resume',
    (resume) => {
      return async function (call) {
        const step = this.journal.history.steps.get(call.name);
        if (call.undoKind !== 'irreversible' || step?.state !== 'running') return resume.call(this, call);
        this.journal.append({ type: 'step.uncertain', data: { step: call.name, attempt: step.attempts.length } });
        return true;
      };
    },
    { crash: 3 },
  ),
  bug(
    ['a step is tried again while its attempt still runs', 'oneAtATime'],
    ActiveExecution,
    'abandon',
    () => {
      return async function (reason) {
        this.drop(reason);
      };
    },
    { 'commit fails': 4, time: 20 },
  ),
  bug(
    ['what is committed long after it had failed is forgotten', 'does not come to an end'],
    Strays,
    'look',
    () => () => Promise.resolve(),
    { 'commit fails': 4 },
  ),
  bug(['a slot is never given back', 'slots'], WorkQueue, 'settle', () => () => undefined),
  bug(['one that sleeps keeps its worker', 'holds a slot'], Journal, 'release', () => {
    return function () {
      return this.settled();
    };
  }),
];

/** Puts the bug in. Returns what takes it out again. */
export function plant({ patches }: PlantedBug): () => void {
  const mends = patches.map(([{ prototype }, method, broken]) => {
    const sound = Object.getOwnPropertyDescriptor(prototype, method);
    if (!sound) throw new Error(`There is no ${method} to be broken any more.`);
    const replacement = broken((sound.value ?? (() => undefined)) as Method);
    const broke = 'getter' in replacement ? { get: () => replacement.getter } : { value: replacement, writable: true };
    Object.defineProperty(prototype, method, { ...broke, configurable: true });
    return () => Object.defineProperty(prototype, method, sound);
  });
  return () => mends.forEach((mend) => mend());
}

/** The log with each two outcomes that follow each other exchanged. */
function swapped(log: readonly LoggedEvent[]): LoggedEvent[] {
  const events = [...log];
  for (let place = 1; place < events.length; place += 1) {
    const [former, latter] = [events[place - 1]!, events[place]!];
    if (!isOutcome(former) || !isOutcome(latter)) continue;
    events[place - 1] = latter;
    events[place] = former;
    place += 1;
  }
  return events;
}

/** The entry under whatever fence holds now. */
function unfenced(database: SqliteDatabase, entry: WriteEntry<'append'>): WriteEntry<'append'> {
  const { row } = entry.input;
  const [found] = database.query('SELECT fence FROM executions WHERE execution_id = ?', [row.at(-2)]);
  const fence = (found as { fence: number } | undefined)?.fence ?? 0;
  return { ...entry, input: { ...entry.input, row: [...row.slice(0, -1), fence] } };
}
