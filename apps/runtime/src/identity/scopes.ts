/**
 * What a caller may be allowed to do. Those of intents and queries can be narrowed to a type, or to all types that begin
 * alike: `intents:submit:orders.place`, `queries:ask:content.*`.
 */
export const SCOPES = [
  /** Sessions, executions, events, artifacts and the catalogue of the tenant. */
  'read',
  'sessions:write',
  'artifacts:write',
  'intents:submit',
  'queries:ask',
  'executions:signal',
  /** Cancel, pause, resume, retry, terminate, and what decides about steps and undos. */
  'executions:operate',
  /** The audit trail, and how the installation is doing. */
  'admin:read',
  /** API keys, and what is revoked. */
  'admin:access',
] as const;
export type Scope = (typeof SCOPES)[number];

const NARROWED = /^(intents:submit|queries:ask):(?<type>[\w.-]+(\.\*)?)$/;

/** Whether a text is a scope, narrowed or not. */
export function isScope(text: string): boolean {
  return (SCOPES as readonly string[]).includes(text) || NARROWED.test(text);
}

/** Whether the granted scopes allow what needs `scope`, for the type that it is asked for, where it is asked for one. */
export function allows(granted: ReadonlySet<string>, scope: Scope, type?: string): boolean {
  if (granted.has(scope)) return true;
  if (type === undefined) return false;
  if (granted.has(`${scope}:${type}`)) return true;
  for (let dot = type.lastIndexOf('.'); dot > 0; dot = type.lastIndexOf('.', dot - 1)) {
    if (granted.has(`${scope}:${type.slice(0, dot)}.*`)) return true;
  }
  return false;
}
