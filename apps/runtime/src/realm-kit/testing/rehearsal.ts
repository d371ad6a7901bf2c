import type { ResidualEffect, Problem } from '@app/intent-contracts';
import { isTerminal } from '@app/intent-contracts';
import type { LoggedEvent } from '../../sagas/execution-events.js';
import type { RegisteredHandler } from '../../sagas/handler-registry.js';
import { readLog } from '../../sagas/log-reader.js';
import { StepHistory } from '../../sagas/step-history.js';
import type { ExecutionRecord } from '../../storage/execution-record.js';
import { RehearsalIds } from './rehearsal-ids.js';
import { type Death, RehearsalLife } from './rehearsal-life.js';
import type { RehearsalOptions } from './rehearsal-options.js';
import { RehearsalStage } from './rehearsal-stage.js';
import { RehearsalFailed, type RehearsedExecution } from './rehearsed-execution.js';
import type { RehearsedCall, Seen } from './watched-handler.js';

/** How an execution is run. */
export interface Way {
  readonly name: string;
  /** When each life ends, the first one's first; what is left out ends by itself. */
  readonly deaths: readonly Death[];
  /** Whether every further life ends like the last of them. */
  readonly again?: boolean;
  /** Whether it is cancelled as soon as it has come back. */
  readonly cancelled?: boolean;
}

const IMMORTAL: Death = { after: Infinity, hearing: true };
const EXECUTION = 'exe_1';
/** 2026-01-01; any time would do. */
const BEGINNING = Date.UTC(2026, 0, 1);
/** More lives than this come to nothing. */
const MOST_LIVES = 1_000;

/** One run of a handler on an engine and a database of its own. */
export class Rehearsal {
  private readonly time = { now: BEGINNING };
  private readonly ids = new RehearsalIds();
  private readonly seen: Seen = { calls: [], outputs: new Map() };
  private lives = 0;
  private commits = 0;
  private cancelSent = false;

  private constructor(
    private readonly stage: RehearsalStage,
    private readonly registered: RegisteredHandler,
    private readonly payload: unknown,
    private readonly options: RehearsalOptions,
    private readonly way: Way,
  ) {}

  static async play(
    registered: RegisteredHandler,
    payload: unknown,
    options: RehearsalOptions,
    way: Way,
  ): Promise<{ execution: RehearsedExecution; commits: number }> {
    const [takes] = artifactsTaken(registered, payload, options);
    const stage = await RehearsalStage.set(registered.definition.realm, options, BEGINNING, takes);
    const rehearsal = new Rehearsal(stage, registered, payload, options, way);
    try {
      const record = await rehearsal.carryOut();
      return { execution: await rehearsal.told(record), commits: rehearsal.commits };
    } finally {
      await stage.strike();
    }
  }

  private async carryOut(): Promise<ExecutionRecord> {
    let life = await this.begin();
    life.submit(this.payload, artifactsTaken(this.registered, this.payload, this.options));
    try {
      for (;;) {
        await life.quiet();
        if (life.isDead) {
          life = await this.reborn(life);
          continue;
        }
        const record = await this.stage.stores.executions.find(null, EXECUTION);
        if (!record) throw life.refusal ?? new RehearsalFailed('The execution was not accepted.');
        if (await this.intervene(life, record)) continue;
        if (!life.isAtWork && isOver(record)) return record;
        this.assertFollowed(life, record);
        if (!(await life.proceed())) return record;
      }
    } finally {
      this.commits = life.commits;
      life.end();
    }
  }

  private begin(): Promise<RehearsalLife> {
    const { way, registered, stage, time, ids, seen } = this;
    const death = way.deaths[this.lives] ?? (way.again ? way.deaths.at(-1) : undefined) ?? IMMORTAL;
    this.lives += 1;
    if (this.lives > MOST_LIVES) throw new RehearsalFailed(`After ${MOST_LIVES} lives it has come to no end.`);
    const isFirst = this.lives === 1;
    const first = !isFirst && way.cancelled ? (life: RehearsalLife) => this.cancel(life) : undefined;
    return RehearsalLife.begin({ registered, stage, time, ids, seen, death, isFirst, first, called: this.called });
  }

  private async reborn(dead: RehearsalLife): Promise<RehearsalLife> {
    await dead.fade();
    dead.end();
    return this.begin();
  }

  /** Does what the surroundings do of an execution that stands like this. False if there is nothing to be done. */
  private async intervene(life: RehearsalLife, record: ExecutionRecord): Promise<boolean> {
    if (isTerminal(record.status)) return false;
    const history = await this.history();
    const { signals = [], cancelAt } = this.options;
    const open = [...history.waits.values()].filter(({ ended }) => !ended).map(({ name }) => name.replace(/#\d+$/, ''));
    if (cancelAt !== undefined && open.includes(cancelAt) && !this.cancelSent) {
      this.cancelSent = true;
      void this.cancel(life);
      return true;
    }
    const next = signals.find((signal, index) => !history.signals.has(idOf(signal.id, index)));
    if (next && !isOver(record) && (next.early || open.includes(next.name))) {
      const id = idOf(next.id, signals.indexOf(next));
      const payload = next.payload === undefined ? {} : { payload: recorded(next.payload) };
      life.tell(EXECUTION, { type: 'signal.received', data: { name: next.name, signal_id: id, ...payload } });
      return true;
    }
    if (record.pauseReason === 'uncertain') return this.resolve(life, history);
    return false;
  }

  /** Says of an irreversible step of unknown outcome what an operator would find out. */
  private resolve(life: RehearsalLife, history: StepHistory): boolean {
    const step = [...history.steps.values()].find(({ state }) => state === 'uncertain');
    if (!step) return false;
    const { name, attempts } = step;
    const applied = this.seen.outputs.has(name);
    const output = this.seen.outputs.get(name);
    const found = applied ? { outcome: 'applied', output: recorded(output) } : { outcome: 'not_applied' };
    life.tell(
      EXECUTION,
      {
        type: 'step.resolved',
        data: { step: name, attempt: attempts.length, evidence: 'rehearsed', ...found } as never,
      },
      { type: 'execution.resumed', data: { status: history.turnedBack ? 'compensating' : 'running' } },
    );
    return true;
  }

  private readonly called = ({ kind, step }: RehearsedCall, life: RehearsalLife): void => {
    if (this.cancelSent || kind !== 'do' || step !== this.options.cancelAt) return;
    this.cancelSent = true;
    void this.cancel(life);
  };

  private cancel(life: RehearsalLife): Promise<void> {
    return life.command(EXECUTION, ({ status }, history) => {
      if (isTerminal(status) || history.turnedBack || history.cancelRequested) return [];
      return [{ type: 'execution.cancel_requested', data: { reason: 'rehearsed' } }];
    });
  }

  private assertFollowed(life: RehearsalLife, { status }: ExecutionRecord): void {
    if (status !== 'running' || life.isAtWork || !life.handlerAwaitsSomethingElse) return;
    const last = this.seen.calls.at(-1);
    throw new RehearsalFailed(
      `The handler awaits something that is no call of saga, ${last ? `after step "${last.step}"` : 'before its first step'}. ` +
        'Between two calls of saga nothing else may be awaited: after a crash the handler is replayed, and would be past it ' +
        'at another moment. Move what it awaits into a step.',
    );
  }

  private async history(): Promise<StepHistory> {
    const history = new StepHistory();
    for (const event of await this.log()) history.apply(event);
    return history;
  }

  private log(): Promise<LoggedEvent[]> {
    return readLog(this.stage.stores.executions, EXECUTION);
  }

  private async told(record: ExecutionRecord): Promise<RehearsedExecution> {
    const { realm } = this.registered.definition;
    const [log, history] = [await this.log(), await this.history()];
    const emitted = log.filter(({ type }) => type.startsWith(`${realm}.`));
    return {
      way: this.way.name,
      executionId: EXECUTION,
      status: record.status,
      ...(record.pauseReason === null ? {} : { pauseReason: record.pauseReason }),
      ...(record.result === null ? {} : { result: JSON.parse(record.result) as unknown }),
      ...(record.error === null ? {} : { problem: JSON.parse(record.error) as Problem }),
      residualEffects: JSON.parse(record.residualEffects) as ResidualEffect[],
      story: log.flatMap(toStory),
      calls: this.seen.calls,
      steps: [...history.steps.values()],
      emitted: emitted.map(({ type, data }) => ({ name: type.slice(realm.length + 1), data })),
      events: log.map(({ sequence, type, data }) => ({ sequence, type, data })),
      facts: await this.stage.factsOf(realm),
      artifacts: await this.stage.artifacts(),
    };
  }
}

function artifactsTaken(
  { definition }: RegisteredHandler,
  payload: unknown,
  { artifacts = [] }: RehearsalOptions,
): string[] {
  const id = (payload as { artifact_id?: unknown }).artifact_id;
  const isTaken = definition.takesArtifact !== false && artifacts.some(({ artifact_id }) => artifact_id === id);
  return isTaken ? [String(id)] : [];
}

function isOver({ status, pauseReason }: ExecutionRecord): boolean {
  return isTerminal(status) || status === 'compensation_failed' || (status === 'paused' && pauseReason !== 'uncertain');
}

function toStory(event: LoggedEvent): string[] {
  if (event.type === 'step.succeeded') return [`do ${event.data.step}`];
  return event.type === 'undo.succeeded' ? [`undo ${event.data.step}`] : [];
}

const idOf = (id: string | undefined, index: number): string => id ?? `signal-${index + 1}`;

const recorded = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
