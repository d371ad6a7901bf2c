import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { requestInvalid } from './request-invalid.js';

/** On whose behalf Runtime is called. Every call of a port takes one. */
export interface Caller {
  /** What the client has sent to say who it is, as the header has it; Runtime decides. */
  readonly authorization?: string | undefined;
  /**
   * The tenant that the request named in `X-Tenant-Id` or `?tenant_id=`, or else the caller's own where that is known;
   * Runtime decides what it may see.
   */
  readonly tenantId: string | undefined;
  /** W3C trace context that is passed on to Runtime. */
  readonly traceparent: string;
  /** Aborted when the client has gone away, so that nothing is asked for in vain. */
  readonly signal: AbortSignal;
}

/** What a request is to this file: Node's own, with what Express adds to it. */
export type HttpRequest = IncomingMessage & { res?: ServerResponse; query?: Record<string, unknown> };

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/;
const traceIds = new WeakMap<IncomingMessage, string>();
const callers = new WeakMap<IncomingMessage, Caller>();
const credentials = new WeakMap<IncomingMessage, Credentials>();

/** By what a client was recognised, and whose it is. */
export interface Credentials {
  readonly authorization: string;
  readonly tenantId: string | undefined;
}

export function rememberCredentials(request: IncomingMessage, found: Credentials): void {
  credentials.set(request, found);
  callers.delete(request);
}

export function unrecognised(): ProblemError {
  return new ProblemError('UNAUTHENTICATED', 'Say who you are: Authorization: Bearer <token>, or an API key there.');
}

/** The trace that a request belongs to: the one it came with, else a new one. The same for every call of a request. */
export function traceIdOf(request: IncomingMessage): string {
  const known = traceIds.get(request);
  if (known !== undefined) return known;
  const [, given] = TRACEPARENT.exec(String(request.headers['traceparent'] ?? '')) ?? [];
  const traceId = given ?? randomBytes(16).toString('hex');
  traceIds.set(request, traceId);
  return traceId;
}

/** The caller of a request. Refuses one that names two tenants. */
export function callerOf(request: HttpRequest): Caller {
  const known = callers.get(request);
  if (known !== undefined) return known;
  const caller: Caller = {
    ...whose(request, oneTenant(request.headers['x-tenant-id'], request.query?.['tenant_id'])),
    traceparent: `00-${traceIdOf(request)}-${randomBytes(8).toString('hex')}-01`,
    signal: goneSignal(request),
  };
  callers.set(request, caller);
  return caller;
}

/** The caller of something that is asked for on a connection that stays open. Refuses one that names two tenants. */
export function socketCaller(request: IncomingMessage, tenantId: string | undefined, signal: AbortSignal): Caller {
  const { searchParams } = new URL(request.url ?? '/', 'ws://experience');
  return {
    ...whose(request, oneTenant(request.headers['x-tenant-id'], searchParams.getAll('tenant_id'), tenantId)),
    traceparent: `00-${traceIdOf(request)}-${randomBytes(8).toString('hex')}-01`,
    signal,
  };
}

/** Hands the caller to a parameter of a controller's method. */
export const FromCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<HttpRequest>()),
);

function whose(request: IncomingMessage, named: string | undefined): Pick<Caller, 'authorization' | 'tenantId'> {
  const found = credentials.get(request);
  return { authorization: found?.authorization, tenantId: named ?? found?.tenantId };
}

function oneTenant(...names: unknown[]): string | undefined {
  const [tenant, ...others] = new Set(
    names
      .flat()
      .filter((name) => name != null)
      .map(String),
  );
  if (others.length > 0) {
    throw requestInvalid('/tenant_id', 'ambiguous', 'X-Tenant-Id and tenant_id name different tenants. Name one.');
  }
  return tenant === '' ? undefined : tenant;
}

function goneSignal(request: HttpRequest): AbortSignal {
  const gone = new AbortController();
  const response = request.res;
  response?.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}
