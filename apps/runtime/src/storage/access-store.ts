/** An API key as it is stored: never the key itself. */
export interface ApiKeyRecord {
  readonly keyId: string;
  readonly tenantId: string;
  /** What people call it by. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** HMAC-SHA-256 of the secret under the pepper, in base64. */
  readonly hash: string;
  readonly createdAt: number;
  /** Who made it. */
  readonly createdBy: string;
  /** Milliseconds since the epoch; null for never. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** What is good no more, although it looks as if it were. */
export interface Revocation {
  readonly tenantId: string;
  /** One token by its id (`jti`), or everything that a subject was given until then. */
  readonly kind: 'token' | 'subject';
  readonly value: string;
  readonly revokedAt: number;
  readonly revokedBy: string;
  /** When whatever it names has run out by itself, so that it can be forgotten. */
  readonly keptUntil: number;
}

/** Where is kept what decides about access: keys, what was revoked, and which tickets were used. */
export abstract class AccessStore {
  abstract addKey(key: ApiKeyRecord): Promise<void>;

  /** By its id alone: whose it is, is what is found out by it. */
  abstract findKey(keyId: string): Promise<ApiKeyRecord | undefined>;

  /** Of a tenant, the newest first. */
  abstract listKeys(tenantId: string): Promise<ApiKeyRecord[]>;

  /** Marks the tenant's key as revoked and resolves to true, also if it was before; to false if there is none. */
  abstract revokeKey(revocation: Revocation): Promise<boolean>;

  abstract revoke(revocation: Revocation): Promise<void>;

  /** Everything that is still to be known at `now`. */
  abstract revocations(now: number): Promise<Revocation[]>;

  /** Uses a ticket up. Resolves to false if that was done before, whichever replica did it. */
  abstract spendTicket(ticket: SpentTicket): Promise<boolean>;
}

export interface SpentTicket {
  readonly ticketId: string;
  readonly now: number;
  /** From when on it is good for nothing anyway, so that it can be forgotten. */
  readonly expiresAt: number;
}
