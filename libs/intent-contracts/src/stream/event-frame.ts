import type { ExecutionEvent } from '../event/event.js';
import type { StreamItem } from './stream-item.js';

type EventItem = Extract<StreamItem, { kind: 'event' }>;

/** What is kept of an event that many are told of. */
interface Shared {
  readonly text: string;
  /** The frame for those whose subscription has the name that was first; clients of one kind choose the same. */
  frame?: { readonly sub: string; readonly cursor: string; readonly bytes: Uint8Array };
}

const shared = new WeakMap<ExecutionEvent, Shared>();
const encoder = new TextEncoder();

/** To be called with an event that many will be told of: what they are sent is written once. Returns its JSON text. */
export function shareEvent(event: ExecutionEvent): string {
  const known = shared.get(event);
  if (known !== undefined) return known.text;
  const text = JSON.stringify(event);
  shared.set(event, { text });
  return text;
}

/** The JSON text of an event. */
export function eventText(event: ExecutionEvent): string {
  return shared.get(event)?.text ?? JSON.stringify(event);
}

/** The frame that delivers an event to a subscription, as text or in UTF-8; of one that is shared the same bytes for all. */
export function eventFrame(sub: string, item: EventItem): string | Uint8Array {
  const kept = shared.get(item.event);
  if (kept?.frame?.sub === sub && kept.frame.cursor === item.cursor) return kept.frame.bytes;
  const cursor = JSON.stringify(item.cursor);
  const frame = `{"event":"event","data":{"sub":${JSON.stringify(sub)},"cursor":${cursor},"event":${eventText(item.event)}}}`;
  if (kept === undefined || kept.frame !== undefined) return frame;
  const bytes = encoder.encode(frame);
  kept.frame = { sub, cursor: item.cursor, bytes };
  return bytes;
}
