import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ProblemError, whileAllowed, type OpenedStream, type Subscribe } from '@app/intent-contracts';
import { Authenticator } from '../identity/authenticator.js';
import type { Identity } from '../identity/identity.js';
import { actsFor, required } from '../identity/named-tenant.js';
import { allows } from '../identity/scopes.js';
import { unauthenticated } from '../identity/unauthenticated.js';
import { QuotasService } from '../quotas/quotas.service.js';
import { EventLog, type LogStream } from './event-log.js';
import { LogFollower } from './log-follower.js';

/** How often it is looked whether who follows a stream still may. */
const RECHECK_MS = 30_000;

/** Streams for those who may follow them, for as long as they may. */
@Injectable()
export class AuthorisedStreams {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly log: EventLog,
    private readonly follower: LogFollower,
    private readonly quotas: QuotasService,
  ) {}

  /**
   * What a subscription asks for, by its own credentials or else by those of its connection. Rejects with
   * `UNAUTHENTICATED`, `SCOPE_MISSING`, `TENANT_MISMATCH`, or as the log does.
   */
  async open(connection: IncomingMessage, subscription: Subscribe, gone: AbortSignal): Promise<OpenedStream> {
    const identity = await this.identityOf(connection, subscription);
    const named = [
      connection.headers['x-tenant-id'],
      ...new URL(connection.url!, 'ws://runtime').searchParams.getAll('tenant_id'),
      subscription.tenant_id,
    ];
    const tenant = actsFor(identity, ...named);
    const stream = await this.streamOf(subscription, tenant);
    gone.addEventListener('abort', this.quotas.openStream(tenant), { once: true });
    if (identity.token === undefined) return this.follower.follow(stream, subscription.after, gone);
    const over = new AbortController();
    const stop = AbortSignal.any([gone, over.signal]);
    const opened = await this.follower.follow(stream, subscription.after, stop);
    const check = async (): Promise<void> => void (await this.identityOf(connection, subscription));
    const terms = { check, everyMs: RECHECK_MS, expiresAt: identity.expiresAt };
    return { ...opened, items: whileAllowed(opened.items, terms, over) };
  }

  private async identityOf(connection: IncomingMessage, { authorization }: Subscribe): Promise<Identity> {
    const headers = { ...connection.headers, ...(authorization !== undefined && { authorization }) };
    const identity = await this.authenticator.ofConnection(headers);
    if (identity === undefined) throw unauthenticated('Say in `authorization` who follows.');
    if (!allows(identity.scopes, 'read')) throw new ProblemError('SCOPE_MISSING', 'Following needs the scope "read".');
    return identity;
  }

  private async streamOf({ execution_id, session_id }: Subscribe, tenant: string | null): Promise<LogStream> {
    if (execution_id !== undefined) return this.log.ofExecution(tenant, execution_id);
    if (session_id !== undefined) return this.log.ofSession(tenant, session_id);
    return this.log.ofFeed({ tenantId: required(tenant) });
  }
}
