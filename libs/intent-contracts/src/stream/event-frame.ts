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

/** The frame that delivers an event to a subscription. */
export function eventFrame(sub: string, item: EventItem): string {
  const cursor = JSON.stringify(item.cursor);
  return `{"event":"event","data":{"sub":${JSON.stringify(sub)},"cursor":${cursor},"event":${eventText(item)}}}`;
}
