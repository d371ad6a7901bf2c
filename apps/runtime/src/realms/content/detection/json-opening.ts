import { JsonSplitter } from '../reading/json-elements.js';
import { JsonFault } from '../reading/json-value.js';
import { FileUnreadable } from '../reading/file-unreadable.js';

/** What is meant as JSON, even if it is broken further on: an object, or an array of objects. */
const OBJECTS = /^\s*(?:\[\s*)?\{\s*["}]/;
const ARRAY = /^\s*\[/;
const OPENING_BYTES = 1024;

/**
 * Whether the beginning of a text says that it is JSON. One that opens with an object and its first name is, so that a
 * fault in it is reported and not passed over; `[` alone also begins log lines and INI files, so there all must be valid.
 */
export function opensAsJson(head: Buffer, complete: boolean): boolean {
  const opening = head.toString('latin1', 0, OPENING_BYTES);
  if (OBJECTS.test(opening)) return true;
  return ARRAY.test(opening) && isValid(head, complete);
}

/** Whether the rows stand one to a line rather than in an array. */
export function isLineDelimited(head: Buffer): boolean {
  return !ARRAY.test(head.toString('latin1', 0, OPENING_BYTES)) && jsonRows(head) > 1;
}

function jsonRows(head: Buffer): number {
  try {
    return new JsonSplitter().split(head).length;
  } catch (error) {
    return valueIfBroken(error, 0);
  }
}

function isValid(head: Buffer, complete: boolean): boolean {
  try {
    const splitter = new JsonSplitter();
    splitter.split(head);
    if (complete) splitter.finish();
    return true;
  } catch (error) {
    return valueIfBroken(error, false);
  }
}

function valueIfBroken<Value>(error: unknown, value: Value): Value {
  if (error instanceof JsonFault || error instanceof FileUnreadable) return value;
  throw error;
}
