import type { LiveState } from '../live/live-state.js';
import { TimeAgo } from './time-ago.js';

const WORDS: Readonly<Record<LiveState['state'], string>> = {
  live: 'live',
  catching_up: 'catching up',
  away: 'away',
  ended: 'ended',
};

/** Whether what is shown is what is so, and when something was last heard. */
export function LiveMark({ live }: { readonly live: LiveState }) {
  return (
    <span className={`live live-${live.state}`} role="status">
      <span className="live-dot" aria-hidden="true" />
      {WORDS[live.state]}
      {live.state === 'away' && <span className="quiet"> · trying again</span>}
      {live.lastAt !== undefined && (
        <span className="quiet">
          {' '}
          · <TimeAgo time={live.lastAt} />
        </span>
      )}
    </span>
  );
}
