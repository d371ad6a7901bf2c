import { useEffect, useState } from 'react';

/** The time, told every `everyMs` while the page is looked at. */
export function useNow(everyMs: number): number {
  const [now, tell] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) tell(Date.now());
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
