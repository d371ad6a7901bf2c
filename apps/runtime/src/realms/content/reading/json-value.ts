const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Deeper nesting is refused, so that no reader's stack runs out. */
const DEEPEST = 200;

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const LITERALS = new Set(['true', 'false', 'null']);

/** Something that JSON does not allow, and where. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';

  constructor(
    /** Offset in the bytes that were read. */
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/** The bytes end before the value does. */
export class JsonUnfinished extends Error {
  override readonly name = 'JsonUnfinished';
}

/**
 * Walks over JSON values as RFC 8259 has them, without building them.
 * Throws `JsonFault` where they break its rules and `JsonUnfinished` where the bytes may go on: a number needs a byte
 * after it.
 */
export class JsonWalker {
  constructor(
    private readonly bytes: Buffer,
    /** Where to go on; after `value()`, the offset behind it. */
    public at: number,
    /** Called with each key of the value's own, not of what it holds: its bytes between the quotes, as Latin-1. */
    private readonly onKey: (raw: string) => void = () => undefined,
  ) {}

  /** Steps over white space to the next byte; undefined at the end. */
  skipSpace(): number | undefined {
    while (isSpace(this.bytes[this.at])) this.at++;
    return this.bytes[this.at];
  }

  value(depth = 0): void {
    const first = this.peek();
    if (depth > DEEPEST) throw new JsonFault(this.at, `values are nested more than ${DEEPEST} deep`);
    if (first === OPEN_OBJECT) this.members(CLOSE_OBJECT, () => this.member(depth));
    else if (first === OPEN_ARRAY) this.members(CLOSE_ARRAY, () => this.value(depth + 1));
    else if (first === QUOTE) this.string();
    else if (first === 0x2d || isDigit(first)) this.number();
    else this.literal();
  }

  private members(close: number, member: () => void): void {
    this.at++;
    if (this.peek() === close) {
      this.at++;
      return;
    }
    for (;;) {
      member();
      const after = this.peek();
      this.at++;
      if (after === close) return;
      if (after !== COMMA) throw this.fault(this.at - 1, `a comma or "${String.fromCharCode(close)}"`);
    }
  }

  private member(depth: number): void {
    if (this.peek() !== QUOTE) throw this.fault(this.at, 'a name in double quotes');
    const begin = this.at;
    this.string();
    if (depth === 0) this.onKey(this.bytes.toString('latin1', begin + 1, this.at - 1));
    if (this.peek() !== COLON) throw this.fault(this.at, 'a colon');
    this.at++;
    this.value(depth + 1);
  }

  private string(): void {
    for (this.at++; this.at < this.bytes.length; this.at++) {
      const byte = this.bytes[this.at]!;
      if (byte === BACKSLASH) this.escape();
      else if (byte < 0x20) throw new JsonFault(this.at, 'a control character or line break stands in a string');
      else if (byte === QUOTE) {
        this.at++;
        return;
      }
    }
    throw new JsonUnfinished('The string goes on.');
  }

  private escape(): void {
    const escape = this.bytes.toString('latin1', this.at, this.at + 6);
    if (/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(escape)) this.at += escape[1] === 'u' ? 5 : 1;
    else if (escape.length < 6 && /^\\(?:u[0-9a-fA-F]{0,3})?$/.test(escape))
      throw new JsonUnfinished('The escape goes on.');
    else throw new JsonFault(this.at, 'a backslash is followed by what is no escape');
  }

  private number(): void {
    const text = this.run(isOfNumber);
    if (!NUMBER.test(text)) throw new JsonFault(this.at, `${quoted(text)} is no number that JSON knows`);
    this.at += text.length;
  }

  private literal(): void {
    const word = this.run(isLetter);
    if (!LITERALS.has(word)) throw this.fault(this.at, 'a value');
    this.at += word.length;
  }

  /** The bytes from here on that pass the test, as text. */
  private run(belongs: (byte: number) => boolean): string {
    let end = this.at;
    while (end < this.bytes.length && belongs(this.bytes[end]!)) end++;
    if (end === this.bytes.length) throw new JsonUnfinished('It may go on.');
    return this.bytes.toString('latin1', this.at, end);
  }

  private peek(): number {
    const byte = this.skipSpace();
    if (byte === undefined) throw new JsonUnfinished('More is to come.');
    return byte;
  }

  private fault(at: number, wanted: string): JsonFault {
    return new JsonFault(at, `${wanted} was expected, ${quoted(this.bytes.toString('utf8', at, at + 24))} was found`);
  }
}

function quoted(text: string): string {
  return JSON.stringify(/^(?:[\p{L}\p{N}_.+-]+|.)/su.exec(text)?.[0] ?? '');
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isOfNumber(byte: number): boolean {
  return isDigit(byte) || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x65 || byte === 0x45;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}
