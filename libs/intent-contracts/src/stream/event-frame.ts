import type { StreamItem } from './stream-item.js';

type EventItem = Extract<StreamItem, { kind: 'event' }>;

/** What is the same for everybody who is told an event: written once, however many they are. */
const written = new WeakMap<EventItem, string>();

/** The frame that delivers an event to a subscription. */
export function eventFrame(sub: string, item: EventItem): string {
  let rest = written.get(item);
  if (rest === undefined) {
    rest = `,"cursor":${JSON.stringify(item.cursor)},"event":${JSON.stringify(item.event)}}}`;
    written.set(item, rest);
  }
  return `{"event":"event","data":{"sub":${JSON.stringify(sub)}${rest}`;
}
