import { ProblemError, type Problem, type ProblemCode } from '@app/intent-contracts';
import type { RealmChange } from '../../storage/execution-store.js';
import type { Letter, ReplicaStore } from '../../storage/replica-store.js';
import type { ActiveExecution } from '../active-execution.js';
import type { RunEnvironment } from '../run-environment.js';
import { decisionOf } from './decisions.js';
import type { Order } from './order.js';

/** What came of a letter, as JSON: nothing if it was obeyed, or the problem that it was refused with. */
interface Answer {
  readonly problem?: Problem;
}

/** Answer of a letter that was obeyed. */
const OBEYED = JSON.stringify({} satisfies Answer);

/** Orders to executions that other replicas hold, and theirs to those that are held here. */
export class CommandPost {
  private delivering = false;
  private more = false;

  constructor(
    private readonly replicas: ReplicaStore,
    private readonly environment: RunEnvironment,
  ) {}

  /** An order that can be posted. */
  letter(executionId: string, order: Order): OrderLetter {
    const letterId = this.environment.ids.next('let');
    return new OrderLetter(this.replicas, { letterId, executionId, command: JSON.stringify(order) });
  }

  /** Gives what has come to the executions that it is for; one at a time, so that nothing is delivered twice. */
  deliver(inCharge: (executionId: string) => ActiveExecution | undefined): void {
    this.more = true;
    if (this.delivering) return;
    this.delivering = true;
    void this.deliverAll(inCharge)
      .catch((error: unknown) => this.environment.warn(`Mail was not read, and is looked at again: ${String(error)}`))
      .finally(() => (this.delivering = false));
  }

  private async deliverAll(inCharge: (executionId: string) => ActiveExecution | undefined): Promise<void> {
    while (this.more) {
      this.more = false;
      const mail = await this.replicas.mail();
      await Promise.all(
        mail.map(async (letter) => {
          const execution = inCharge(letter.executionId);
          // Whoever posted it claims what nobody carries out.
          if (execution) await this.hand(letter, execution);
        }),
      );
    }
  }

  private async hand({ letterId, command }: Letter, execution: ActiveExecution): Promise<void> {
    try {
      const answer = { kind: 'mail.answer', letterId, answer: OBEYED } as const;
      const { appended } = await execution.obey(decisionOf(JSON.parse(command) as Order), [answer]);
      if (!appended) await this.replicas.answer(letterId, OBEYED);
    } catch (error) {
      // Whoever takes over an execution that cannot be written finds the letter unanswered.
      if (!(error instanceof ProblemError)) return;
      await this.replicas.answer(letterId, JSON.stringify({ problem: error.problem } satisfies Answer));
    }
  }
}

/** An order on its way to the replica that holds its execution. */
export class OrderLetter {
  /** Whether others may have it: from then on it is obeyed once, by whoever holds the execution. */
  posted = false;

  constructor(
    private readonly replicas: ReplicaStore,
    private readonly letter: Letter,
  ) {}

  /** To be committed with what obeys it. */
  get obeyed(): Extract<RealmChange, { kind: 'mail.answer' }> {
    return { kind: 'mail.answer', letterId: this.letter.letterId, answer: OBEYED };
  }

  async post(): Promise<void> {
    if (this.posted) return;
    this.posted = true;
    await this.replicas.post(this.letter);
  }

  /** Whether it was obeyed. Throws what it was refused with. */
  async isAnswered(): Promise<boolean> {
    const answer = this.posted ? await this.replicas.answerTo(this.letter.letterId) : undefined;
    if (answer === undefined) return false;
    const { problem } = JSON.parse(answer) as Answer;
    if (problem) throw refusalOf(problem);
    return true;
  }

  /** That it was waited for long enough. */
  unanswered(): ProblemError {
    const detail = `The replica that carries out execution ${this.letter.executionId} has not answered. The command may still be obeyed; ask again.`;
    return new ProblemError('STORE_UNAVAILABLE', detail, { retryAfter: 1 });
  }
}

function refusalOf({ code, detail, ...more }: Problem): ProblemError {
  return new ProblemError(code as ProblemCode, detail ?? '', more);
}
