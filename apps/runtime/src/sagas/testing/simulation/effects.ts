import { RetryableError, TerminalError } from '../../saga-errors.js';
import type { AttemptContext, StepContext, UndoContext } from '../../saga.js';
import type { EffectCall, HandlerRun } from './history.js';
import type { Behaviour, OnAbort, StepPlan } from './program.js';
import type { Random } from './random.js';
import type { SimulatedDatabase } from './simulated-database.js';
import type { VirtualTime } from './virtual-clock.js';

/** A call that the world has not answered. */
export interface OpenEffect {
  readonly call: EffectCall;
  readonly plan: StepPlan;
  readonly behaviour: Behaviour;
  readonly progress: (() => void) | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** What the world outside does when it is called. It answers when the scheduler says so. */
export class Effects {
  readonly calls: EffectCall[] = [];
  readonly open = new Set<OpenEffect>();
  /** Lives whose calls nobody hears any more: the process is gone. */
  readonly dead = new Set<number>();
  /** Since which life an earlier one is a zombie. */
  current = 0;
  private readonly undone = new Map<string, number>();
  private readonly mended = new Set<string>();

  constructor(
    private readonly random: Random,
    private readonly database: SimulatedDatabase,
    private readonly time: VirtualTime,
  ) {}

  /** `asked` is how many outcomes the handler had been told of when it asked for the step. */
  invoke(run: HandlerRun, plan: StepPlan, context: StepContext, asked: number): unknown {
    const behaviour = plan.attempts[context.attempt - 1] ?? 'succeeds';
    return this.begin('do', run, plan, behaviour, context, {
      delivered: asked,
      progress: plan.progress ? () => context.progress({ at: this.time.now }) : undefined,
    });
  }

  undo(run: HandlerRun, plan: StepPlan, context: UndoContext<unknown>): unknown {
    const place = `${run.executionId} ${plan.name}`;
    const times = this.undone.get(place) ?? 0;
    this.undone.set(place, times + 1);
    const fails = times < plan.undoFailures && !this.mended.has(place);
    const hangs = plan.undoHangs && times === 0;
    const behaviour = hangs ? 'hangs' : fails ? (times % 3 === 2 ? 'fails for good' : 'fails') : 'succeeds';
    return this.begin('undo', run, plan, behaviour, context, { output: context.output });
  }

  /** Sees to it that the undo of a step will do. */
  mend(executionId: string, step: string): void {
    this.mended.add(`${executionId} ${step}`);
  }

  /** Those that could be answered now, in the order in which they were called. */
  answerable(): OpenEffect[] {
    return [...this.open].filter(({ behaviour, plan, call }) => {
      if (behaviour !== 'hangs') return true;
      return call.abortedAt !== undefined && plan.onAbort !== 'goes on';
    });
  }

  /** Answers as it is planned; one that hangs is given up by the world. */
  answer(effect: OpenEffect): void {
    const { call, plan, behaviour } = effect;
    const aborted = call.abortedAt !== undefined && plan.onAbort !== 'goes on';
    this.settle(effect, aborted ? plan.onAbort : behaviour === 'hangs' ? 'fails' : behaviour);
  }

  /** Answers twice: the second time otherwise. */
  answerTwice(effect: OpenEffect): void {
    this.answer(effect);
    effect.progress?.();
    effect.reject(new Error('a second answer'));
    effect.resolve('a third answer');
  }

  /** The process that has made these calls is gone; the world may have done them all the same. */
  orphan(life: number): void {
    this.dead.add(life);
    for (const effect of [...this.open]) {
      if (effect.call.life !== life) continue;
      this.open.delete(effect);
      effect.call.applied = this.random.chance(0.5);
    }
  }

  private begin(
    kind: EffectCall['kind'],
    run: HandlerRun,
    plan: StepPlan,
    behaviour: Behaviour,
    context: AttemptContext,
    more: { progress?: (() => void) | undefined; output?: unknown; delivered?: number },
  ): unknown {
    if (this.dead.has(run.life)) return new Promise(() => undefined);
    const call: EffectCall = {
      kind,
      executionId: run.executionId,
      step: plan.name,
      key: context.key,
      attempt: context.attempt,
      armed: plan.undo !== 'none',
      life: run.life,
      zombie: run.life < this.current,
      at: this.time.now,
      durable: this.database.sequence(run.executionId),
      delivered: more.delivered ?? 0,
      output: more.output,
      applied: false,
    };
    this.calls.push(call);
    more.progress?.();
    return new Promise((resolve, reject) => {
      const effect: OpenEffect = { call, plan, behaviour, progress: more.progress, resolve, reject };
      this.open.add(effect);
      if (behaviour === 'succeeds at once') this.settle(effect, 'succeeds');
      else context.signal.addEventListener('abort', () => (call.abortedAt = this.time.now));
    });
  }

  private settle(effect: OpenEffect, how: Behaviour | OnAbort): void {
    const { call, resolve, reject } = effect;
    this.open.delete(effect);
    call.endedAt = this.time.now;
    const message = `${call.kind} ${call.step} cannot be done`;
    switch (how) {
      case 'succeeds':
      case 'succeeds at once':
        call.applied = true;
        resolve({ did: call.step, call: this.calls.indexOf(call) });
        break;
      case 'returns no JSON':
        call.applied = true;
        resolve(10n);
        break;
      case 'fails':
        call.applied = this.random.chance(0.5);
        reject(new Error(message));
        break;
      case 'fails, not applied':
        reject(new RetryableError(message, { notApplied: true, retryAfter: this.random.oneOf([0, 10, 4_000]) }));
        break;
      case 'fails for good':
        call.applied = this.random.chance(0.5);
        reject(new TerminalError(message));
        break;
      case 'fails for good, not applied':
        reject(new TerminalError(message, { notApplied: true }));
        break;
      case 'hangs':
      case 'goes on':
        break;
    }
  }
}
