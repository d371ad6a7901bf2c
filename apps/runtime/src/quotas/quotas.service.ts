import { Injectable } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RuntimeConfig } from '../config/runtime-config.js';
import type { Quota } from '../config/tenant-quotas.js';
import { Clock } from '../determinism/clock.js';
import { UsageStore } from '../storage/usage-store.js';
import { CountedUsage } from './counted-usage.js';

/** Bytes go when somebody deletes something, which is not to be expected any moment. */
const FULL_RETRY_SECONDS = 60;

/** Keeps each tenant to what it may have. A tenant without a quota costs nothing. */
@Injectable()
export class QuotasService {
  private readonly rates = new Map<number, RateLimiterMemory>();
  private readonly streams = new Map<string, number>();
  private readonly running: CountedUsage;
  private readonly bytes: CountedUsage;

  constructor(
    private readonly config: RuntimeConfig,
    usage: UsageStore,
    clock: Clock,
  ) {
    this.running = new CountedUsage((tenantId, quota) => usage.unfinished(tenantId, quota), clock);
    this.bytes = new CountedUsage((tenantId) => usage.storedBytes(tenantId), clock);
  }

  /**
   * Lets one more intent in. Throws `QUOTA_EXCEEDED`, or `PAYLOAD_TOO_LARGE` for a payload that is larger than the tenant's
   * may be.
   */
  async admitIntent(tenantId: string, payload: unknown): Promise<void> {
    const quota = this.of(tenantId);
    const { payload_bytes: largest, intents_per_second: rate, running_executions: running } = quota;
    if (largest !== undefined && JSON.stringify(payload).length > largest) {
      throw new ProblemError('PAYLOAD_TOO_LARGE', `A payload of this tenant may have ${largest} characters at most.`);
    }
    if (rate !== undefined) await this.admitAtRate(tenantId, rate);
    if (running !== undefined && !(await this.running.take(tenantId, 1, running))) {
      throw exceeded(`${running} executions of the tenant have not ended, and may not be more. Wait for some.`, 1);
    }
  }

  /** How many bytes more the tenant may store; no limit if there is none. Throws `QUOTA_EXCEEDED` if none, or not so many. */
  async roomFor(tenantId: string | null, bytes: number): Promise<number> {
    const quota = tenantId === null ? undefined : this.of(tenantId).stored_bytes;
    if (quota === undefined) return Number.POSITIVE_INFINITY;
    const room = quota - (await this.bytes.current(tenantId!, quota));
    if (room <= 0 || bytes > room) throw this.full(quota);
    return room;
  }

  /** Counts what was stored. */
  stored(tenantId: string | null, bytes: number): void {
    if (tenantId !== null && this.of(tenantId).stored_bytes !== undefined) this.bytes.add(tenantId, bytes);
  }

  full(quota: number): ProblemError {
    const detail = `The tenant may store ${quota} bytes, and with this it would be more. Delete contents first.`;
    return exceeded(detail, FULL_RETRY_SECONDS);
  }

  /** Counts a stream; to be called off when it ends. Throws `QUOTA_EXCEEDED`. */
  openStream(tenantId: string | null): () => void {
    const quota = tenantId === null ? undefined : this.of(tenantId).streams;
    if (tenantId === null || quota === undefined) return () => undefined;
    const open = this.streams.get(tenantId) ?? 0;
    if (open >= quota) throw exceeded(`The tenant follows ${quota} streams here, and may not follow more.`, 1);
    this.streams.set(tenantId, open + 1);
    let isOpen = true;
    return () => {
      if (isOpen) this.streams.set(tenantId, this.streams.get(tenantId)! - 1);
      isOpen = false;
    };
  }

  private of(tenantId: string): Quota {
    return this.config.quotas.of(tenantId);
  }

  private async admitAtRate(tenantId: string, rate: number): Promise<void> {
    let limiter = this.rates.get(rate);
    if (limiter === undefined) {
      limiter = new RateLimiterMemory({ points: rate, duration: 1, keyPrefix: String(rate) });
      this.rates.set(rate, limiter);
    }
    try {
      await limiter.consume(tenantId);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.ceil(error.msBeforeNext / 1_000);
      throw exceeded(`The tenant may submit ${rate} intents a second here. Slow down.`, seconds);
    }
  }
}

function exceeded(detail: string, retryAfter: number): ProblemError {
  return new ProblemError('QUOTA_EXCEEDED', detail, { retryAfter });
}
