import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { JsonView } from '../elements/json-view.js';
import { exactTime } from '../elements/spoken-time.js';
import type { LiveEvent } from '../live/live-event.js';

const ROW_PX = 32;
const HIGHEST_PX = 420;

/** Entries of the log, newest first. One that is chosen shows what it says. */
export function EventList({ events }: { readonly events: readonly LiveEvent[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState<string>();
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const shown = events.find(({ id }) => id === chosen);
  if (events.length === 0) return <p className="quiet pad">Nothing has been heard yet.</p>;
  return (
    <>
      <div ref={frame} className="events" style={{ height: Math.min(HIGHEST_PX, events.length * ROW_PX + 2) }}>
        <ul className="rows" style={{ height: rows.getTotalSize() }} aria-label="Events, newest first">
          {rows.getVirtualItems().map(({ index, start }) => {
            const event = events[events.length - 1 - index]!;
            return (
              <li key={event.id} className="placed" style={{ transform: `translateY(${start}px)` }}>
                <button
                  type="button"
                  className="event"
                  aria-expanded={event.id === chosen}
                  onClick={() => choose(event.id === chosen ? undefined : event.id)}
                >
                  <span className="number quiet">{event.sequence}</span>
                  <span className={`event-type event-${event.type.split('.')[0]}`}>{event.type}</span>
                  <span className="clip quiet">{aboutOf(event)}</span>
                  <time dateTime={event.time} title={exactTime(event.time)} className="quiet">
                    {clock(event.time)}
                  </time>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
      {shown && <JsonView value={shown} name={`event ${shown.sequence}`} />}
    </>
  );
}

/** What it is about, in a few words. */
function aboutOf({ data }: LiveEvent): string {
  const attempt = typeof data['attempt'] === 'number' && data['attempt'] > 1 ? ` · attempt ${data['attempt']}` : '';
  const problem = data['problem'] as { detail?: unknown } | undefined;
  const said = data['step'] ?? data['wait'] ?? data['name'] ?? data['filename'] ?? data['reason'] ?? '';
  const detail = typeof problem?.detail === 'string' ? ` · ${problem.detail}` : '';
  return `${typeof said === 'string' ? said : ''}${attempt}${detail}`;
}

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
});

function clock(time: string): string {
  return CLOCK.format(new Date(time));
}
