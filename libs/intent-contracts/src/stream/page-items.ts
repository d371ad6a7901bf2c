import type { EventPage } from '../event/event.js';
import type { StreamItem } from './stream-item.js';

/** A page as what one who follows the stream is told. `toldGap`: the `oldest` of the gap that was told before. */
export function* itemsOf(page: EventPage, toldGap?: string): Generator<StreamItem, void> {
  const { events, cursors, next_cursor, done, gap } = page;
  if (gap && gap.oldest !== toldGap) yield { kind: 'gap', oldest: gap.oldest };
  if (gap?.status) yield { kind: 'snapshot', status: gap.status };
  for (const [index, event] of events.entries()) yield { kind: 'event', cursor: cursors[index] ?? next_cursor, event };
  if (done) yield { kind: 'end', cursor: next_cursor };
}

/** Whether a page says that nothing follows the cursor that it was asked for with. */
export function isOver({ events, done, gap }: EventPage): boolean {
  return done && events.length === 0 && !gap;
}
