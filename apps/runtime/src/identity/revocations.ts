import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { AccessStore, type Revocation } from '../storage/access-store.js';
import type { Identity } from './identity.js';
import { unauthenticated } from './unauthenticated.js';

/** What another replica was told of is known here after so long. */
const REFRESH_MS = 10_000;

/** What was revoked, at hand for every request. */
@Injectable()
export class Revocations implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Revocations.name);
  private known = new Map<string, number>();
  private refreshing: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: AccessStore,
    private readonly config: RuntimeConfig,
    private readonly clock: Clock,
  ) {}

  /** Nobody is served before it is known who is not to be. */
  async onModuleInit(): Promise<void> {
    if (this.config.tokens === undefined) return;
    await this.refresh();
    this.refreshing = setInterval(() => {
      this.refresh().catch((error: unknown) => this.logger.warn(`Revocations could not be read: ${String(error)}`));
    }, REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.refreshing);
  }

  /** Takes effect here at once, and on other replicas within seconds. */
  async revoke(revocation: Revocation): Promise<void> {
    await this.store.revoke(revocation);
    this.add(this.known, revocation);
  }

  /** As `revoke`, for a key. Resolves to false if the tenant has no such key. */
  async revokeKey(revocation: Revocation): Promise<boolean> {
    const revoked = await this.store.revokeKey(revocation);
    if (revoked) this.add(this.known, revocation);
    return revoked;
  }

  /** Throws `UNAUTHENTICATED` for one whose token was revoked, or who was revoked since the token was issued. */
  check({ tenantId, actor, token }: Identity): void {
    if (token === undefined || this.known.size === 0) return;
    const ofToken = token.id !== undefined && this.known.has(keyOf(tenantId!, 'token', token.id));
    const ofSubject = this.known.get(keyOf(tenantId!, 'subject', actor!));
    if (ofToken || (ofSubject !== undefined && token.issuedAt <= ofSubject)) {
      throw unauthenticated('The credentials were revoked.');
    }
  }

  private async refresh(): Promise<void> {
    const since = this.clock.now();
    const known = new Map<string, number>();
    for (const revocation of await this.store.revocations(since)) this.add(known, revocation);
    // What was revoked here while the store was being read may not have been in it yet.
    for (const [key, revokedAt] of this.known) if (revokedAt >= since) known.set(key, revokedAt);
    this.known = known;
  }

  private add(known: Map<string, number>, { tenantId, kind, value, revokedAt }: Revocation): void {
    known.set(keyOf(tenantId, kind, value), revokedAt);
  }
}

function keyOf(tenantId: string, kind: Revocation['kind'], value: string): string {
  return JSON.stringify([tenantId, kind, value]);
}
