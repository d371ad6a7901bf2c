import type { RealmChange } from '../storage/execution-store.js';

/** An event that a realm has emitted: its whole type, and what it says. */
export interface RealmEvent {
  readonly type: string;
  readonly data: unknown;
}

/** What a handler wants to be committed beside an outcome. */
type Note = { readonly change: RealmChange } | { readonly event: RealmEvent };

/** Notes that an outcome takes with it, and how many are then committed in all. */
export interface TakenNotes {
  readonly changes: readonly RealmChange[];
  readonly events: readonly RealmEvent[];
  readonly noted: number;
}

/**
 * What a handler sets and emits between its calls. It commits with the next outcome. A replayed handler says all of it
 * again: the log tells how many notes are committed, and that many are passed over.
 */
export class HandlerNotes {
  private asked = 0;
  private waiting: Note[] = [];

  constructor(private readonly committed: number) {}

  add(note: Note): void {
    this.asked += 1;
    if (this.asked > this.committed) this.waiting.push(note);
  }

  /** What has come together since the last time; undefined if nothing has. */
  take(): TakenNotes | undefined {
    if (this.waiting.length === 0) return undefined;
    const changes: RealmChange[] = [];
    const events: RealmEvent[] = [];
    for (const note of this.waiting) {
      if ('change' in note) changes.push(note.change);
      else events.push(note.event);
    }
    this.waiting = [];
    return { changes, events, noted: this.asked };
  }
}
