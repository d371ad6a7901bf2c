import { Injectable } from '@nestjs/common';
import { ProblemError, type CreateApiKey, type Revoke } from '@app/intent-contracts';
import { Clock } from '../determinism/clock.js';
import { AccessStore, type ApiKeyRecord, type Revocation } from '../storage/access-store.js';
import { KeyRing } from './key-ring.js';
import type { Identity } from './identity.js';
import { Revocations } from './revocations.js';
import { allows, isScope, type Scope } from './scopes.js';

const DAY_MS = 24 * 3_600_000;
/** How long a revocation is remembered: no token that was issued before it lives longer. */
const LONGEST_TOKEN_MS = 90 * DAY_MS;

/** Gives keys to those who may have them, and takes access away. All of it within the caller's tenant. */
@Injectable()
export class AccessService {
  constructor(
    private readonly store: AccessStore,
    private readonly ring: KeyRing,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  /** Throws `REQUEST_INVALID` for what is no scope, `SCOPE_MISSING` for one that the caller does not have. */
  async makeKey(
    caller: Identity,
    { name, scopes, expires_at }: CreateApiKey,
  ): Promise<{ record: ApiKeyRecord; key: string }> {
    const unknown = scopes.findIndex((scope) => !isScope(scope));
    if (unknown !== -1) throw invalid(`/scopes/${unknown}`, `"${scopes[unknown]}" is no scope.`);
    const beyond = scopes.find((scope) => !mayGive(caller, scope));
    if (beyond !== undefined) {
      throw new ProblemError('SCOPE_MISSING', `A key cannot do more than who makes it: you do not have "${beyond}".`);
    }
    const expiresAt = expires_at === undefined ? null : Date.parse(expires_at);
    if (expiresAt !== null && expiresAt <= this.clock.now()) throw invalid('/expires_at', 'It is over already.');
    return this.ring.keys.make({
      tenantId: caller.tenantId!,
      name,
      scopes: [...new Set(scopes)],
      createdBy: caller.actor!,
      expiresAt,
    });
  }

  listKeys(caller: Identity): Promise<ApiKeyRecord[]> {
    return this.store.listKeys(caller.tenantId!);
  }

  /** Throws `KEY_NOT_FOUND`, for another tenant's too. Revoking one again is harmless. */
  async revokeKey(caller: Identity, keyId: string): Promise<void> {
    const revoked = await this.revocations.revokeKey(this.revocation(caller, 'token', keyId));
    if (!revoked) throw new ProblemError('KEY_NOT_FOUND', `There is no API key ${keyId}.`);
  }

  async revoke(caller: Identity, { token_id, subject }: Revoke): Promise<void> {
    if ((token_id === undefined) === (subject === undefined)) {
      throw invalid('/token_id', 'Name what is revoked: token_id or subject, one of them.');
    }
    const revocation =
      token_id === undefined
        ? this.revocation(caller, 'subject', subject!)
        : this.revocation(caller, 'token', token_id);
    await this.revocations.revoke(revocation);
  }

  private revocation({ tenantId, actor }: Identity, kind: Revocation['kind'], value: string): Revocation {
    const now = this.clock.now();
    return {
      tenantId: tenantId!,
      kind,
      value,
      revokedAt: now,
      revokedBy: actor!,
      keptUntil: now + LONGEST_TOKEN_MS,
    };
  }
}

/** A narrowed scope may be given by who has it, or has all that it is a part of. */
function mayGive({ scopes }: Identity, scope: string): boolean {
  if (scopes.has(scope)) return true;
  const [area, action, type] = scope.split(':');
  return type !== undefined && allows(scopes, `${area}:${action}` as Scope, type.replace(/\.\*$/, '.-'));
}

function invalid(pointer: string, detail: string): ProblemError {
  return new ProblemError('REQUEST_INVALID', detail, { errors: [{ pointer, code: 'invalid', detail }] });
}
