import { useSyncExternalStore } from 'react';

/** Where the reader is: everything that can be shared, reloaded and gone back to stands in it. */
export interface Address {
  readonly path: string;
  readonly search: URLSearchParams;
}

const listeners = new Set<() => void>();
let current = read();

function read(): Address {
  return { path: location.pathname, search: new URLSearchParams(location.search) };
}

function changed(): void {
  current = read();
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', changed);
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) removeEventListener('popstate', changed);
  };
}

export function useAddress(): Address {
  return useSyncExternalStore(subscribe, () => current);
}

/** Goes to another address of the console; `replace` for what is no step of its own, as a filter that is typed. */
export function navigate(to: string, { replace = false } = {}): void {
  const target = new URL(to, location.href);
  if (target.href === location.href) return;
  if (replace) history.replaceState(null, '', target);
  else history.pushState(null, '', target);
  changed();
}

/** The address with members of its query changed; an empty one is taken out. */
export function withSearch(path: string, search: URLSearchParams, changes: Record<string, string | undefined>): string {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? path : `${path}?${text}`;
}
