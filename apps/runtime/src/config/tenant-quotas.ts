/** What one tenant may have at most; what is left out is not limited. */
export interface Quota {
  /** Intents that are accepted in a second, by each replica. */
  readonly intents_per_second?: number;
  /** Executions that have not ended. */
  readonly running_executions?: number;
  /** Bytes of artifacts. Beyond it nothing more is taken in; what runs may still make what it makes. */
  readonly stored_bytes?: number;
  /** Streams that are followed at once, at each replica. */
  readonly streams?: number;
  /** Characters of an intent's payload as JSON. */
  readonly payload_bytes?: number;
}

const NAMES: readonly string[] = [
  'intents_per_second',
  'running_executions',
  'stored_bytes',
  'streams',
  'payload_bytes',
] satisfies (keyof Quota)[];

/** Stands for every tenant that has no quota of its own. */
const ANY_OTHER = '*';

/** Quotas by tenant. */
export class TenantQuotas {
  private constructor(private readonly quotas: ReadonlyMap<string, Quota>) {}

  /**
   * Of JSON: `{"*": {"intents_per_second": 100}, "acme": {…}}`; a tenant's own quota takes the place of `*`. Gives the
   * reasons why it cannot be one, instead.
   */
  static from(json: string): TenantQuotas | readonly string[] {
    if (json === '') return new TenantQuotas(new Map());
    let given: unknown;
    try {
      given = JSON.parse(json);
    } catch {
      return ['TENANT_QUOTAS: it is not JSON; write {"*": {"intents_per_second": 100}}'];
    }
    if (!isObject(given)) return ['TENANT_QUOTAS: write an object of tenants, and * for all others'];
    const flaws = Object.entries(given).flatMap(([tenant, quota]) => flawsOf(tenant, quota));
    return flaws.length > 0 ? flaws : new TenantQuotas(new Map(Object.entries(given as Record<string, Quota>)));
  }

  of(tenantId: string): Quota {
    return this.quotas.get(tenantId) ?? this.quotas.get(ANY_OTHER) ?? {};
  }
}

function flawsOf(tenant: string, quota: unknown): string[] {
  if (!isObject(quota)) return [`TENANT_QUOTAS: the quota of "${tenant}" is no object`];
  return Object.entries(quota).flatMap(([name, value]) => {
    if (!NAMES.includes(name)) return [`TENANT_QUOTAS: "${name}" of "${tenant}" is none of ${NAMES.join(', ')}`];
    if (Number.isSafeInteger(value) && (value as number) >= 1) return [];
    return [`TENANT_QUOTAS: ${name} of "${tenant}" is to be a whole number from 1 on`];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
