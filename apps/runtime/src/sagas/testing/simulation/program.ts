import { Random } from './random.js';

/** How one attempt of an effect goes, if nobody interferes. */
export type Behaviour =
  | 'succeeds'
  /** Answers in the same turn of the loop. */
  | 'succeeds at once'
  | 'fails'
  | 'fails, not applied'
  | 'fails for good'
  | 'fails for good, not applied'
  | 'returns no JSON'
  /** Never answers unless it is aborted, and perhaps not then. */
  | 'hangs';

/** What an attempt does that is told to stop. */
export type OnAbort = 'goes on' | 'succeeds' | 'fails' | 'fails, not applied';

export interface StepPlan {
  readonly kind: 'step';
  readonly name: string;
  readonly undo: 'function' | 'none' | 'irreversible';
  /** By attempt; those beyond succeed. */
  readonly attempts: readonly Behaviour[];
  readonly onAbort: OnAbort;
  readonly maxAttempts: number;
  readonly interval: number;
  readonly timeout: number | undefined;
  readonly pauses: boolean;
  /** Whether the handler goes on when it has failed. */
  readonly caught: boolean;
  readonly progress: boolean;
  /** How often the undo fails; Infinity until somebody mends it. */
  readonly undoFailures: number;
  readonly undoHangs: boolean;
}

export type Node =
  | StepPlan
  | { readonly kind: 'all' | 'race'; readonly branches: readonly (readonly Node[])[] }
  | { readonly kind: 'sleep'; readonly name: string; readonly delay: number }
  | { readonly kind: 'signal'; readonly name: string; readonly timeout: number | undefined }
  | { readonly kind: 'note'; readonly emits: boolean }
  | { readonly kind: 'throw' };

/** What a handler of the simulation does: the same for the same number. */
export interface Program {
  readonly nodes: readonly Node[];
  /** Milliseconds; undefined for none. */
  readonly deadline: number | undefined;
}

/** What kind of programs are drawn. */
export interface Taste {
  readonly failures: number;
  readonly waits: number;
  readonly parallel: number;
  readonly trouble: number;
}

export const DEADLINES = [undefined, 20_000, 600_000] as const;
export const SIGNALS = ['go', 'stop'] as const;

/** Draws a program of one to eight steps. */
export function drawProgram(seed: number, taste: Taste): Program {
  return new Drawing(new Random(seed), taste).program();
}

class Drawing {
  private steps: number;
  private names = 0;

  constructor(
    private readonly random: Random,
    private readonly taste: Taste,
  ) {
    this.steps = random.between(1, 8);
  }

  program(): Program {
    const { random, taste } = this;
    const nodes: Node[] = [];
    while (this.steps > 0) nodes.push(...this.part());
    if (random.chance(taste.failures / 2)) nodes.push({ kind: 'throw' });
    if (random.chance(0.1)) nodes.unshift({ kind: 'note', emits: true });
    return { nodes, deadline: random.chance(0.75) ? DEADLINES[0] : random.oneOf(DEADLINES.slice(1)) };
  }

  private part(): Node[] {
    const { random, taste } = this;
    if (random.chance(taste.parallel)) {
      const branches = Array.from({ length: random.between(2, 3) }, () => this.branch());
      return [{ kind: random.chance(0.5) ? 'race' : 'all', branches }];
    }
    if (random.chance(taste.waits)) return this.loop();
    if (random.chance(0.15)) return [{ kind: 'note', emits: random.chance(0.5) }, this.step()];
    return [this.step()];
  }

  private branch(): Node[] {
    const { random, taste } = this;
    const nodes: Node[] = [];
    if (random.chance(taste.waits / 2)) nodes.push(this.wait());
    if (nodes.length === 0 || random.chance(0.7)) nodes.push(this.step());
    if (random.chance(0.2)) nodes.push({ kind: 'note', emits: random.chance(0.5) });
    if (random.chance(0.25)) nodes.push(this.step());
    return nodes;
  }

  /** Waits and steps in turn. */
  private loop(): Node[] {
    const wait = this.wait();
    return Array.from({ length: this.random.between(1, 3) }, () => [wait, this.step()]).flat();
  }

  private wait(): Node {
    const { random } = this;
    if (random.chance(0.5)) {
      return { kind: 'sleep', name: random.oneOf(['rest', 'nap']), delay: random.oneOf([0, 50, 3_000, 90_000]) };
    }
    return { kind: 'signal', name: random.oneOf(SIGNALS), timeout: random.oneOf([undefined, 100, 30_000]) };
  }

  private step(): StepPlan {
    const { random, taste } = this;
    this.steps -= 1;
    this.names += 1;
    const failing = random.chance(taste.failures);
    return {
      kind: 'step',
      name: `s${this.names}`,
      undo: random.weighted([
        { weight: 6, value: 'function' as const },
        { weight: 3, value: 'none' as const },
        { weight: 1, value: 'irreversible' as const },
      ]).value,
      attempts: this.attempts(failing),
      onAbort: random.oneOf(['goes on', 'succeeds', 'fails', 'fails, not applied'] as const),
      maxAttempts: random.between(1, 3),
      interval: random.oneOf([1, 200, 5_000]),
      timeout: random.chance(0.15) ? random.oneOf([100, 3_000]) : undefined,
      pauses: random.chance(0.15),
      caught: random.chance(0.35),
      progress: random.chance(0.1),
      undoFailures: random.chance(taste.trouble) ? random.oneOf([1, 2, Infinity]) : 0,
      undoHangs: random.chance(taste.trouble / 8),
    };
  }

  private attempts(failing: boolean): Behaviour[] {
    const { random } = this;
    const fine = (): Behaviour => (random.chance(0.2) ? 'succeeds at once' : 'succeeds');
    if (!failing) return [fine(), fine()];
    const bad = (): Behaviour =>
      random.weighted([
        { weight: 4, value: 'fails' as const },
        { weight: 3, value: 'fails, not applied' as const },
        { weight: 4, value: 'fails for good' as const },
        { weight: 3, value: 'fails for good, not applied' as const },
        { weight: 1, value: 'returns no JSON' as const },
        { weight: 2, value: 'hangs' as const },
      ]).value;
    return Array.from({ length: random.between(1, 3) }, bad);
  }
}
