import type { ExecutionEvent } from '@app/intent-contracts';

/** Executions of a feed that are remembered: those that were heard of last. */
const REMEMBERED = 4_096;

/** Which events one who follows a stream has been told. */
export class SeenEvents {
  /** The last sequence of each execution, the one that was heard of longest ago first. */
  private readonly last = new Map<string, number>();

  constructor(private readonly remembered = REMEMBERED) {}

  /** Whether the event was not told yet, and remembers that it now is. */
  isNew({ executionid, sequence }: Pick<ExecutionEvent, 'executionid' | 'sequence'>): boolean {
    const last = this.last.get(executionid) ?? 0;
    this.last.delete(executionid);
    this.last.set(executionid, Math.max(last, sequence));
    if (this.last.size > this.remembered) this.forgetOldest();
    return sequence > last;
  }

  private forgetOldest(): void {
    for (const executionId of this.last.keys()) {
      this.last.delete(executionId);
      return;
    }
  }
}
