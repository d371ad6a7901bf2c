import type { StreamItem } from './stream-item.js';

type EventItem = Extract<StreamItem, { kind: 'event' }>;

const written = new WeakMap<EventItem, string>();

/** The JSON text of an event: written once, however many are told. */
export function eventText(item: EventItem): string {
  let text = written.get(item);
  if (text === undefined) {
    text = JSON.stringify(item.event);
    written.set(item, text);
  }
  return text;
}

/** Of each event the frame for those whose subscription has the name that was first; clients of one kind choose the same. */
const framed = new WeakMap<EventItem, { readonly sub: string; readonly frame: Uint8Array }>();
const encoder = new TextEncoder();

/** The frame that delivers an event to a subscription, in UTF-8: the same bytes for all whose subscriptions have one name. */
export function eventFrame(sub: string, item: EventItem): Uint8Array {
  const known = framed.get(item);
  if (known?.sub === sub) return known.frame;
  const cursor = JSON.stringify(item.cursor);
  const frame = encoder.encode(
    `{"event":"event","data":{"sub":${JSON.stringify(sub)},"cursor":${cursor},"event":${eventText(item)}}}`,
  );
  if (known === undefined) framed.set(item, { sub, frame });
  return frame;
}
