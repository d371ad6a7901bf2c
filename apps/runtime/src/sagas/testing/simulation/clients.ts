import { ProblemError, type ExecutionCommand } from '@app/intent-contracts';
import type { Order } from '../../commands/order.js';
import type { SentCommand, Submission } from './history.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { sessionOf } from './simulated-database.js';
import type { SimulatedLife } from './simulated-life.js';

/** Clients and operators: what they have sent, and what they were answered. Of a life that died they hear nothing. */
export class Clients {
  readonly submissions: Submission[] = [];
  readonly commands: SentCommand[] = [];
  /** Signals that were sent to each execution, with their names. */
  readonly signals: { executionId: string; name: string; id: string }[] = [];

  constructor(private readonly database: SimulatedDatabase) {}

  /** Sends an intent, for the first time or again. */
  submit(life: SimulatedLife, submission: Submission, deadline: number | undefined): void {
    submission.sent += 1;
    const { tenantId, key, bodyHash, concurrencyKey, number } = submission;
    const accepted = life.intake.accept({
      handler: life.handler(deadline),
      tenantId,
      sessionId: sessionOf(tenantId),
      payload: { number },
      ...(concurrencyKey === undefined ? {} : { concurrencyKey }),
      idempotency: { route: 'POST /api/intent/submit', key, bodyHash },
      artifactIds: [],
    });
    accepted.then(
      ({ result, record }) => {
        if (result.outcome === 'accepted') submission.acknowledged.push(record.executionId);
        else if (result.outcome === 'replayed') submission.acknowledged.push(result.executionId);
        else submission.refused += 1;
      },
      // It is not known whether it was accepted: it is sent again until it is.
      () => undefined,
    );
  }

  /** Asks for an execution that has ended to be made again; what comes of it is found by its `retryOf`. */
  repeat(life: SimulatedLife, executionId: string): void {
    const repeated = async (): Promise<void> => {
      const ended = await life.executions.get(null, executionId);
      const sent = this.sent(life, executionId, 'retry');
      const { executionId: made, status } = await life.retries.repeat(ended, undefined);
      const durable = this.database.sequence(made);
      sent.answer = { status, sequence: Math.min(durable, 1), durable };
    };
    repeated().catch(() => undefined);
  }

  cancel = (life: SimulatedLife, id: string): void => this.tell(life, id, { command: 'cancel' });
  pause = (life: SimulatedLife, id: string): void => this.tell(life, id, { command: 'pause' });
  resume = (life: SimulatedLife, id: string): void => this.tell(life, id, { command: 'resume' });
  retry = (life: SimulatedLife, id: string): void => this.tell(life, id, { command: 'retry' });
  terminate = (life: SimulatedLife, id: string): void =>
    this.tell(life, id, { command: 'terminate', reason: 'it must end' });
  retryUndo = (life: SimulatedLife, id: string): void => this.tell(life, id, { command: 'compensation/retry' });
  skipUndo = (life: SimulatedLife, id: string): void =>
    this.tell(life, id, { command: 'compensation/skip', reason: 'too old' });
  resolveUndo = (life: SimulatedLife, id: string): void =>
    this.tell(life, id, { command: 'compensation/resolve', evidence: 'a receipt' });

  resolveStep(life: SimulatedLife, executionId: string, step: string, outcome: 'applied' | 'not_applied'): void {
    const output = outcome === 'applied' ? { output: { resolved: step } } : {};
    this.tell(life, executionId, { command: 'step/resolve', step, outcome, ...output, evidence: 'the outbox' });
  }

  signal(life: SimulatedLife, executionId: string, name: string, id: string): void {
    this.signals.push({ executionId, name, id });
    this.tell(life, executionId, { command: 'signal', name, id, payload: { id } });
  }

  /** Whether somebody who has sent a command to the execution still waits for the answer of this life. */
  waitsFor(life: SimulatedLife, executionId: string): boolean {
    return this.commands.some(
      (sent) => sent.executionId === executionId && sent.life === life.number && !sent.answer && !sent.refusal,
    );
  }

  private sent(life: SimulatedLife, executionId: string, command: ExecutionCommand, signalId?: string): SentCommand {
    const sent: SentCommand = {
      executionId,
      command,
      life: life.number,
      sentAt: this.database.sequence(executionId),
      ...(signalId === undefined ? {} : { signalId }),
    };
    this.commands.push(sent);
    return sent;
  }

  private tell(life: SimulatedLife, executionId: string, order: Order): void {
    const sent = this.sent(life, executionId, order.command, order.command === 'signal' ? order.id : undefined);
    life.executions.command(null, executionId, order).then(
      ({ status, sequence }) => {
        sent.answer = { status, sequence, durable: this.database.sequence(executionId) };
      },
      (error: unknown) => {
        sent.refusal = error instanceof ProblemError ? error.problem.code : `broken: ${String(error)}`;
      },
    );
  }
}
