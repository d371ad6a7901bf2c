/** What a list of executions is narrowed by, as it stands in the address. */
export interface ExecutionFilters {
  readonly status?: string;
  readonly intent_type?: string;
  readonly session_id?: string;
  readonly created_after?: string;
}

/** How far back, by the word that stands in the address: a link says "the last hour" and not an hour of last week. */
export const SINCE: Readonly<Record<string, { readonly word: string; readonly ms: number }>> = {
  '15m': { word: 'last 15 minutes', ms: 15 * 60_000 },
  '1h': { word: 'last hour', ms: 3_600_000 },
  '24h': { word: 'last 24 hours', ms: 86_400_000 },
  '7d': { word: 'last 7 days', ms: 7 * 86_400_000 },
};

const STEP_MS = 60_000;

/** The filters of an address. Times are whole minutes, so that the same address asks the same thing for a while. */
export function filtersOf(search: URLSearchParams, now: number): ExecutionFilters {
  const since = SINCE[search.get('since') ?? ''];
  const given = {
    status: search.get('status') ?? '',
    intent_type: search.get('type') ?? '',
    session_id: search.get('session') ?? '',
    created_after: since ? new Date(Math.floor((now - since.ms) / STEP_MS) * STEP_MS).toISOString() : '',
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}
