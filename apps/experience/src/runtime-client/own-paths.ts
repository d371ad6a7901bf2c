import type { ExecutionLinks } from '@app/intent-contracts';

/** Runtime's routes as they may be named in its texts, and where Experience serves the same. */
const OWN_PATHS: readonly (readonly [RegExp, string])[] = [
  [/\/api\/session\/create/g, '/v1/session'],
  [/\/api\/artifact\/upload/g, '/v1/content/upload'],
  [/\/api\/artifact\//g, '/v1/content/'],
  [/\/api\/(session|intent|execution|events|system)\b/g, '/v1/$1'],
];

/** Where to look next, at Experience. */
export function linksOf(executionId: string): ExecutionLinks {
  const execution = `/v1/execution/${encodeURIComponent(executionId)}`;
  return { status: `${execution}/status`, events: `${execution}/events` };
}

/** A text of Runtime's in which its routes are called as they are here. */
export function inOwnPaths(text: string): string {
  return OWN_PATHS.reduce((said, [theirs, ours]) => said.replace(theirs, ours), text);
}
