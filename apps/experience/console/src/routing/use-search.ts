import { navigate, useAddress, withSearch } from './address.js';

type Change = (changes: Record<string, string | undefined>, options?: { replace?: boolean }) => void;

/** What the query of the address says, and a way to change it. */
export function useSearch(): [URLSearchParams, Change] {
  const { path, search } = useAddress();
  return [search, (changes, options) => navigate(withSearch(path, search, changes), options)];
}
