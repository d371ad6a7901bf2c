import { createReadStream } from 'node:fs';
import { MOST_COLUMNS } from './csv-layout.js';
import { FileUnreadable } from './file-unreadable.js';
import { JsonSplitter } from './json-elements.js';
import { JsonFault } from './json-value.js';
import { utf8Chunks } from './utf8-chunks.js';

/** How a JSON file is built, from one pass over all of it. */
export interface JsonLayout {
  rows: number;
  /** Whether the rows are the elements of one array. */
  inArray: boolean;
  /** The keys in order of appearance, at most `MOST_COLUMNS`; undefined if some row is not an object. */
  keys: string[] | undefined;
  /** Counting ends at `MOST_KEYS`. */
  keysInAll: number;
}

/** Where objects are used as dictionaries, keys are without end; they must not fill the memory. */
const MOST_KEYS = 10 * MOST_COLUMNS;

/** Reads the whole file once. Throws `FileUnreadable` with line and column of the first thing that JSON does not allow. */
export async function jsonLayout(path: string): Promise<JsonLayout> {
  const keys = new Set<string>();
  const splitter = new JsonSplitter((raw) => {
    if (keys.size < MOST_KEYS) keys.add(raw);
  });
  let rows = 0;
  let objects = 0;
  const count = (elements: { isObject: boolean }[]) => {
    rows += elements.length;
    for (const { isObject } of elements) if (isObject) objects++;
  };
  try {
    for await (const chunk of utf8Chunks(path)) count(splitter.split(chunk));
    count(splitter.finish());
  } catch (error) {
    throw error instanceof JsonFault ? await unreadable(path, error) : error;
  }
  return {
    rows,
    inArray: splitter.inArray,
    keys: objects === rows ? [...keys].slice(0, MOST_COLUMNS).map(decoded) : undefined,
    keysInAll: keys.size,
  };
}

/** A key as the file has it between its quotes, in the bytes of Latin-1, to the name that it stands for. */
function decoded(raw: string): string {
  return JSON.parse(`"${Buffer.from(raw, 'latin1').toString('utf8')}"`) as string;
}

async function unreadable(path: string, fault: JsonFault): Promise<FileUnreadable> {
  let line = 1;
  let column = 1;
  if (fault.at > 0) {
    for await (const bytes of createReadStream(path, { end: fault.at - 1 }) as AsyncIterable<Buffer>) {
      for (const byte of bytes) {
        // Bytes that continue a character are no columns of their own.
        if (byte === 0x0a) [line, column] = [line + 1, 1];
        else if (byte < 0x80 || byte >= 0xc0) column++;
      }
    }
  }
  return new FileUnreadable(`This is not valid JSON: in line ${line}, column ${column}, ${fault.message}.`);
}
