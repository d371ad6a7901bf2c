import type { StreamItem } from './stream-item.js';

type EventItem = Extract<StreamItem, { kind: 'event' }>;

/** What is kept of an event that many are told of. */
interface Shared {
  readonly text: string;
  /** The frame for those whose subscription has the name that was first; clients of one kind choose the same. */
  frame?: { readonly sub: string; readonly bytes: Uint8Array };
}

const shared = new WeakMap<EventItem, Shared>();
const encoder = new TextEncoder();

/** To be called with an event that many will be told of: what they are sent is written once. Returns its JSON text. */
export function shareEvent(item: EventItem): string {
  const text = JSON.stringify(item.event);
  shared.set(item, { text });
  return text;
}

/** The JSON text of an event. */
export function eventText(item: EventItem): string {
  return shared.get(item)?.text ?? JSON.stringify(item.event);
}

/** The frame that delivers an event to a subscription, as text or in UTF-8; of one that is shared the same bytes for all. */
export function eventFrame(sub: string, item: EventItem): string | Uint8Array {
  const kept = shared.get(item);
  if (kept?.frame?.sub === sub) return kept.frame.bytes;
  const cursor = JSON.stringify(item.cursor);
  const frame = `{"event":"event","data":{"sub":${JSON.stringify(sub)},"cursor":${cursor},"event":${eventText(item)}}}`;
  if (kept === undefined || kept.frame !== undefined) return frame;
  const bytes = encoder.encode(frame);
  kept.frame = { sub, bytes };
  return bytes;
}
