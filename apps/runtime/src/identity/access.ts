import type { Scope } from './scopes.js';

/** What a route asks of its callers, in full. */
export interface Access {
  readonly scope: Scope;
  /** The member of the body that names the type to which the scope may be narrowed. */
  readonly typeIn?: 'intent_type' | 'query_type';
  /** Whether the body says whose it is, in `tenant_id`. */
  readonly tenantInBody?: boolean;
}

/** What a route asks of its callers: nothing at all, a scope, or a scope and something of the body. */
export type RouteAccess = 'public' | 'known' | Scope | Access;
