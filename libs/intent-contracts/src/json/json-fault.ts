import { ProblemError } from '../problem/problem-error.js';
import { isLosing, lossOf, type Losing } from './lossy-number.js';

/** How deep values may be nested, unless somebody says otherwise. */
export const MAX_JSON_DEPTH = 32;
const MAX_MEMBERS = 10_000;
const MAX_VALUES = 100_000;

/** Names that mean something to JavaScript itself: code that copies members by name could be led astray. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);
/** Half of a character outside the basic plane: no text in UTF-8 can hold it, so it could be neither stored nor answered. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What the text of a body told before it was parsed, and what has to be looked for in its values. */
export interface JsonScan {
  readonly members: number;
  /** Whether there are `\u` escapes: without them no string can hold what UTF-8 text cannot. */
  readonly hasEscapes: boolean;
  /** The first number that JavaScript would not keep as it is written. */
  readonly losing: Losing | undefined;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const LETTER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/**
 * Reads the text of a body once, before anything is made of it. Throws `REQUEST_INVALID` for one that is nested too
 * deeply or holds too much. What is no JSON at all is left to the parser.
 */
export function scanJson(text: Uint8Array, maxDepth = MAX_JSON_DEPTH): JsonScan {
  let depth = 0;
  let members = 0;
  let values = 0;
  let hasEscapes = false;
  let losing: Losing | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === QUOTE) {
      at += 1;
      for (; at < text.length && text[at] !== QUOTE; at += 1) {
        if (text[at] !== BACKSLASH) continue;
        at += 1;
        if (text[at] === LETTER_U) hasEscapes = true;
      }
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > maxDepth) throw tooDeep(maxDepth);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth -= 1;
    } else if (byte === COLON) {
      members += 1;
      if (members > MAX_MEMBERS) throw tooMany('max_members', `${MAX_MEMBERS} members`);
    } else if (byte === COMMA) {
      values += 1;
      if (values >= MAX_VALUES) throw tooMany('max_values', `${MAX_VALUES} values`);
    } else if (byte === MINUS || isDigit(byte)) {
      const from = at;
      while (isOfNumber(text[at + 1])) at += 1;
      if (losing === undefined && isLosing(text, from, at + 1)) losing = lossOf(text, from, at + 1);
    }
  }
  return { members, hasEscapes, losing };
}

/** Digits, and what else a number is made of: + - . e E. */
function isOfNumber(byte: number | undefined): boolean {
  return isDigit(byte) || byte === 0x2b || byte === MINUS || byte === 0x2e || byte === 0x45 || byte === 0x65;
}

function tooDeep(depth: number): ProblemError {
  return refusal('', 'max_depth', `The body is nested deeper than ${depth} levels. Flatten it.`);
}

function tooMany(code: string, what: string): ProblemError {
  return refusal('', code, `The body holds more than ${what}. Send it in parts, or as a file.`);
}

/**
 * Throws `REQUEST_INVALID`, with a pointer, for a value that could not be kept as it was written, whatever keeps it: a
 * number that loses digits, text that no database takes, a member twice, or under a name that means something else.
 */
export function assertFaithful(value: unknown, scan: JsonScan): void {
  const walk = new Walk(scan);
  walk.look(value, '');
  if (walk.members !== scan.members) {
    throw refusal('', 'duplicate_member', 'An object has two members of one name. Which is meant? Send one.');
  }
  if (scan.losing !== undefined) throw refusal('', scan.losing.code, scan.losing.detail);
}

class Walk {
  members = 0;

  constructor(private readonly scan: JsonScan) {}

  /** Paths are made where something is wrong, and nowhere else. */
  look(value: unknown, pointer: string): void {
    if (typeof value === 'string') return this.lookAtText(value, pointer);
    if (typeof value === 'number') return this.lookAtNumber(value, pointer);
    if (typeof value !== 'object' || value === null) return;
    const isList = Array.isArray(value);
    for (const [name, member] of Object.entries(value)) {
      if (!isList) {
        this.members += 1;
        this.lookAtName(name, pointer);
      }
      if (typeof member === 'boolean' || member === null) continue;
      if (typeof member === 'string' && !this.scan.hasEscapes) continue;
      if (typeof member === 'number' && this.scan.losing === undefined) continue;
      this.look(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  }

  private lookAtName(name: string, pointer: string): void {
    if (RESERVED.has(name)) {
      const where = `${pointer}/${name}`;
      throw refusal(where, 'reserved_name', `A member may not be called "${name}". Choose another name.`);
    }
    if (this.scan.hasEscapes) this.lookAtText(name, pointer);
  }

  private lookAtText(text: string, pointer: string): void {
    if (!this.scan.hasEscapes) return;
    if (text.includes('\0')) {
      throw refusal(pointer, 'no_nul', 'Text may not hold NUL (\\u0000). Leave it out, or send the bytes as a file.');
    }
    if (LONE_SURROGATE.test(text)) {
      throw refusal(pointer, 'well_formed', 'Text holds half of a surrogate pair. Escape both halves, or send UTF-8.');
    }
  }

  private lookAtNumber(number: number, pointer: string): void {
    const lost = this.scan.losing;
    if (lost?.value === number) throw refusal(pointer, lost.code, lost.detail);
  }
}

function refusal(pointer: string, code: string, detail: string): ProblemError {
  const where = pointer === '' ? '' : ` See ${pointer.slice(0, 200)}.`;
  return new ProblemError('REQUEST_INVALID', `${detail}${where}`, { errors: [{ pointer, code, detail }] });
}
