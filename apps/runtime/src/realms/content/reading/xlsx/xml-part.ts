import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { FileUnreadable } from '../file-unreadable.js';
import { damaged } from './zip-parts.js';

/** What a reader of XML is told. Names come without their prefixes, since every writer has its own. */
export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Deeper nesting, or a longer tag, comment or text, is no workbook's. */
const DEEPEST = 64;
const LONGEST_TOKEN = 1 << 20;
/** A little text can stand for much: whoever listens has a chance to write it away before the next piece. */
const PIECE = 4 << 10;

/**
 * Reads a part piece by piece, and yields after each. There are no entities but those of XML itself: a document type
 * definition, which could declare others, is refused.
 * Throws `FileUnreadable` with line and column of what is no XML.
 */
export async function* xmlPieces(
  chunks: AsyncIterable<Buffer>,
  what: string,
  listener: XmlListener,
): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false });
  const place = () => `${what}, line ${parser.line}, column ${parser.column + 1}`;
  let depth = 0;
  let sinceToken = 0;
  parser.on('error', (error) => {
    throw damaged(`${place()}: ${error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')}`, error);
  });
  parser.on('doctype', () => {
    throw new FileUnreadable(
      `The workbook has a document type definition in ${what}, which no workbook needs. Save it again as .xlsx.`,
    );
  });
  parser.on('opentag', ({ name, attributes }) => {
    sinceToken = 0;
    if (++depth > DEEPEST) throw damaged(`${place()}: it is nested more than ${DEEPEST} deep`);
    listener.open?.(local(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    sinceToken = 0;
    depth--;
    listener.close?.(local(name));
  });
  parser.on('text', (text) => listener.text?.(text));
  parser.on('cdata', (text) => listener.text?.(text));
  const decoder = new TextPieces(what);
  for await (const chunk of chunks) {
    for (const piece of decoder.decode(chunk)) {
      sinceToken += piece.length;
      if (sinceToken > LONGEST_TOKEN)
        throw damaged(`${place()}: a tag or text is longer than ${LONGEST_TOKEN >> 20} MiB`);
      parser.write(piece);
      yield;
    }
  }
  decoder.finish();
  parser.close();
  yield;
}

/** Reads a whole part that is small, or whose listener writes nothing away. */
export async function readXml(chunks: AsyncIterable<Buffer>, what: string, listener: XmlListener): Promise<void> {
  const pieces = xmlPieces(chunks, what, listener);
  while ((await pieces.next()).done !== true);
}

/** The value of an attribute whatever its prefix, as in `r:id`. */
export function attribute(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const prefixed = Object.keys(attributes).find((key) => local(key) === name && !key.startsWith('xmlns:'));
  return prefixed === undefined ? undefined : attributes[prefixed];
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Text in UTF-8, or in UTF-16 with its mark: nothing else is allowed in a workbook. */
class TextPieces {
  private decoder: TextDecoder | undefined;

  constructor(private readonly what: string) {}

  *decode(chunk: Buffer): Generator<string> {
    this.decoder ??= new TextDecoder(utf16By(chunk) ?? 'utf-8', { fatal: true });
    for (let at = 0; at < chunk.length; at += PIECE) {
      yield this.checked(this.decoder, chunk.subarray(at, at + PIECE));
    }
  }

  finish(): void {
    if (this.decoder !== undefined) this.checked(this.decoder);
  }

  private checked(decoder: TextDecoder, bytes?: Buffer): string {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw damaged(`${this.what} is not the UTF-8 that it should be`, error);
    }
  }
}

function utf16By(chunk: Buffer): string | undefined {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  return chunk[0] === 0xfe && chunk[1] === 0xff ? 'utf-16be' : undefined;
}
