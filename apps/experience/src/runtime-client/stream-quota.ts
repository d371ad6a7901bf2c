import { Injectable } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { Environment } from '../config/environment.js';

/** Keeps each tenant to as many streams as it may follow here. */
@Injectable()
export class StreamQuota {
  private readonly open = new Map<string, number>();
  private readonly most: number;

  constructor({ STREAMS_PER_TENANT }: Environment) {
    this.most = STREAMS_PER_TENANT;
  }

  /** Counts a stream until the signal aborts. Throws `QUOTA_EXCEEDED`. One of nobody's is not counted. */
  take(tenantId: string | undefined, over: AbortSignal): void {
    if (this.most === 0 || tenantId === undefined || over.aborted) return;
    const count = this.open.get(tenantId) ?? 0;
    if (count >= this.most) {
      const detail = `The tenant follows ${this.most} streams here, and may not follow more. End one first.`;
      throw new ProblemError('QUOTA_EXCEEDED', detail, { retryAfter: 1 });
    }
    this.open.set(tenantId, count + 1);
    over.addEventListener('abort', () => this.open.set(tenantId, this.open.get(tenantId)! - 1), { once: true });
  }
}
