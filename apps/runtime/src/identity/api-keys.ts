import { createHmac, randomBytes } from 'node:crypto';
import { Clock } from '../determinism/clock.js';
import { Ids } from '../determinism/ids.js';
import type { AccessStore, ApiKeyRecord } from '../storage/access-store.js';
import type { Identity } from './identity.js';
import { isSameSecret } from './secret-text.js';
import { unauthenticated } from './unauthenticated.js';

const SECRET_BYTES = 32;
/** `sk_`, the id, and the secret: what it is can be told by looking, by scanners for leaked secrets too. */
const FORM = /^sk_(?<id>[\da-f]{32})_(?<secret>[\w-]{43})$/;

/** Makes API keys, and recognises them. */
export class ApiKeys {
  constructor(
    private readonly store: AccessStore,
    private readonly pepper: string,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Whether a credential looks like one. */
  static isOne(credential: string): boolean {
    return credential.startsWith('sk_');
  }

  /** The key itself is told once, here: it is kept as a hash. */
  async make(
    whose: Pick<ApiKeyRecord, 'tenantId' | 'name' | 'scopes' | 'createdBy' | 'expiresAt'>,
  ): Promise<{ record: ApiKeyRecord; key: string }> {
    const keyId = this.ids.next('key');
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const record = { ...whose, keyId, hash: this.hash(secret), createdAt: this.clock.now(), revokedAt: null };
    await this.store.addKey(record);
    return { record, key: `sk_${keyId.slice('key_'.length)}_${secret}` };
  }

  /** Throws `UNAUTHENTICATED`. */
  async recognise(key: string): Promise<Identity> {
    const { id, secret } = FORM.exec(key)?.groups ?? {};
    const record = id === undefined ? undefined : await this.store.findKey(`key_${id}`);
    if (record === undefined || !isSameSecret(this.hash(secret!), record.hash)) {
      throw unauthenticated('There is no such API key.');
    }
    if (record.revokedAt !== null) throw unauthenticated('The API key was revoked.');
    if (record.expiresAt !== null && record.expiresAt <= this.clock.now()) {
      throw unauthenticated('The API key has expired. Make a new one.');
    }
    return {
      tenantId: record.tenantId,
      actor: `key:${record.keyId}`,
      scopes: new Set(record.scopes),
      expiresAt: record.expiresAt,
      token: { id: record.keyId, issuedAt: record.createdAt },
    };
  }

  private hash(secret: string): string {
    return createHmac('sha256', this.pepper).update(secret).digest('base64');
  }
}
