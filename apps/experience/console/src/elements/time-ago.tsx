import { exactTime, spokenAgo } from './spoken-time.js';
import { useNow } from './use-now.js';

const LOOK_MS = 5_000;

/** When something happened, from now; the exact time stands behind it. */
export function TimeAgo({ time }: { readonly time: string }) {
  const now = useNow(LOOK_MS);
  return (
    <time dateTime={time} title={exactTime(time)}>
      {spokenAgo(Math.max(now, Date.now() - LOOK_MS) - Date.parse(time))}
    </time>
  );
}
