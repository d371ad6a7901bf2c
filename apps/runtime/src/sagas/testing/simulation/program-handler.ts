import { StepFailed } from '../../saga-errors.js';
import { IRREVERSIBLE, NOTHING_TO_UNDO, type Saga } from '../../saga.js';
import type { Effects } from './effects.js';
import type { HandlerRun } from './history.js';
import type { Node, StepPlan } from './program.js';

/** Carries a program out as a handler would, and writes down what it asked for and what it was told. */
export class ProgramHandler {
  private readonly waits = new Map<string, number>();
  private noted = 0;
  private races = 0;
  private readonly decided: string[] = [];

  constructor(
    private readonly saga: Saga,
    private readonly effects: Effects,
    private readonly run: HandlerRun,
  ) {}

  async carryOut(nodes: readonly Node[]): Promise<{ decided: string }> {
    await this.inLine(nodes);
    return { decided: this.decided.join(' ') };
  }

  private async inLine(nodes: readonly Node[]): Promise<string> {
    let last = '';
    for (const node of nodes) last = await this.one(node);
    return last;
  }

  private async one(node: Node): Promise<string> {
    switch (node.kind) {
      case 'step':
        return this.step(node);
      case 'all':
        return (await Promise.all(node.branches.map((branch) => this.inLine(branch)))).join('+');
      case 'race':
        return this.race(node.branches);
      case 'sleep': {
        const name = this.waitName(node.name);
        await this.told(name, this.saga.sleep(node.name, node.delay), () => 'timer');
        return name;
      }
      case 'signal': {
        const name = this.waitName(node.name);
        const options = node.timeout === undefined ? {} : { timeout: node.timeout };
        const signal = await this.told(name, this.saga.waitForSignal(node.name, options), (got) => got?.id ?? 'timer');
        this.decided.push(`${name}=${signal?.id ?? 'timer'}`);
        return name;
      }
      case 'note':
        this.note(node.emits);
        return 'note';
      case 'throw':
        throw new Error('the handler gives up');
    }
  }

  /** What comes next depends on who came first: a replay that decides otherwise does not follow its history. */
  private async race(branches: readonly (readonly Node[])[]): Promise<string> {
    const winner = await Promise.race(branches.map(async (branch, place) => `${place}:${await this.inLine(branch)}`));
    this.decided.push(`won=${winner}`);
    const [place] = winner.split(':');
    this.races += 1;
    return this.step({ ...PLAIN_STEP, name: `after-${place}-${this.races}` });
  }

  private async step(plan: StepPlan): Promise<string> {
    const { name } = plan;
    const asked = this.run.delivered;
    this.ask(name);
    const promise = this.saga.step(name, {
      retry: { maxAttempts: plan.maxAttempts, initialInterval: plan.interval },
      undoRetry: { maxAttempts: 2, initialInterval: 500 },
      ...(plan.timeout === undefined ? {} : { timeout: plan.timeout }),
      onExhausted: plan.pauses ? 'pause' : 'compensate',
      invoke: (context) => this.effects.invoke(this.run, plan, context, asked),
      compensate:
        plan.undo === 'function'
          ? (context) => this.effects.undo(this.run, plan, context)
          : plan.undo === 'none'
            ? NOTHING_TO_UNDO
            : IRREVERSIBLE,
    });
    try {
      await this.told(name, promise, (output) => JSON.stringify(output));
      return name;
    } catch (error) {
      if (!(error instanceof StepFailed) || !plan.caught) throw error;
      this.decided.push(`without ${error.step}`);
      return `without ${name}`;
    }
  }

  private told<Value>(name: string, promise: Promise<Value>, say: (value: Value) => string): Promise<Value> {
    const tell = (what: string): void => {
      this.run.delivered += 1;
      this.run.trace.push(`got ${name} ${what} @${this.saga.now().getTime()}`);
    };
    promise.then(
      (value) => tell(say(value)),
      (error: unknown) => tell(`failed: ${(error as Error).message}`),
    );
    return promise;
  }

  private waitName(name: string): string {
    const nth = (this.waits.get(name) ?? 0) + 1;
    this.waits.set(name, nth);
    this.ask(`${name}#${nth}`);
    return `${name}#${nth}`;
  }

  private ask(name: string): void {
    this.run.trace.push(`ask ${name} @${this.saga.now().getTime()} ${this.saga.uuid()}`);
  }

  private note(emits: boolean): void {
    this.noted += 1;
    const { executionId } = this.saga;
    this.run.trace.push(`${emits ? 'emit' : 'set'} ${this.noted}`);
    if (emits) this.saga.emit('noted', { note: this.noted });
    else this.saga.state.set(`${executionId}/${this.noted}`, this.noted);
  }
}

/** A step that is done, and undone, at once when the world answers. */
export const PLAIN_STEP: StepPlan = {
  kind: 'step',
  name: '',
  undo: 'function',
  attempts: [],
  onAbort: 'succeeds',
  maxAttempts: 2,
  interval: 1,
  timeout: undefined,
  pauses: false,
  caught: false,
  progress: false,
  undoFailures: 0,
  undoHangs: false,
};
