/** Holds a value for as long as it is in the map. */
interface Box<Value> {
  value: Value | undefined;
}

/**
 * What comes and goes, by key: a `Map` for entries that do not stay.
 *
 * V8 links each table that a `Map` has outgrown to the one that follows it, with the entries that it had then. Where many
 * entries pass through, one such table is soon among what is old, and holds on to all that follow, and they to whole
 * executions and requests that are long over: until the next collection of the whole heap the small ones copy all of it.
 * So the table has boxes here, and what leaves takes its value out of its box.
 */
export class TransientMap<Key, Value> {
  private readonly boxes = new Map<Key, Box<Value>>();

  get size(): number {
    return this.boxes.size;
  }

  get(key: Key): Value | undefined {
    return this.boxes.get(key)?.value;
  }

  has(key: Key): boolean {
    return this.boxes.has(key);
  }

  /** What replaces another comes last. */
  set(key: Key, value: Value): void {
    this.delete(key);
    this.boxes.set(key, { value });
  }

  /** Whether it was there. */
  delete(key: Key): boolean {
    const box = this.boxes.get(key);
    if (!box) return false;
    box.value = undefined;
    return this.boxes.delete(key);
  }

  clear(): void {
    for (const box of this.boxes.values()) box.value = undefined;
    this.boxes.clear();
  }

  /** What is there now, in the order in which it came. */
  values(): Value[] {
    return Array.from(this.boxes.values(), ({ value }) => value!);
  }
}
