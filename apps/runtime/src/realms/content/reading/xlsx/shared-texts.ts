import { FileUnreadable } from '../file-unreadable.js';
import { TextRuns } from './text-runs.js';
import type { WorkbookLimits } from './workbook-limits.js';
import { readXml } from './xml-part.js';

const BLOCK_BYTES = 4 << 20;
const NOTHING = Buffer.alloc(0);

/**
 * The texts that cells share, by their numbers, as JSON. They are kept outside of the heap, which is small, and as they
 * will be written, so that a text of which a million cells have a copy is encoded once.
 */
export class SharedTexts {
  private readonly blocks: Buffer[] = [];
  /** In the last block. */
  private used = BLOCK_BYTES;
  private bytes = 0;
  private count = 0;
  /** Block, place in it and length of each text. */
  private places = new Uint32Array(3 << 10);

  constructor(private readonly limits: WorkbookLimits) {}

  get size(): number {
    return this.count;
  }

  /** The text as JSON, empty if it shows nothing; undefined if there are not so many. */
  json(nth: number): Buffer | undefined {
    if (nth >= this.count) return undefined;
    const [block = 0, start = 0, length = 0] = this.places.subarray(nth * 3, nth * 3 + 3);
    return length === 0 ? NOTHING : this.blocks[block]!.subarray(start, start + length);
  }

  add(text: string): void {
    const json = text.trim() === '' ? NOTHING : Buffer.from(JSON.stringify(text));
    this.bytes += json.length;
    this.refuseTooMany();
    if (this.used + json.length > BLOCK_BYTES) {
      this.blocks.push(Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, json.length)));
      this.used = 0;
    }
    const block = this.blocks.length - 1;
    json.copy(this.blocks[block]!, this.used);
    this.remember(block, this.used, json.length);
    this.used += json.length;
  }

  private remember(block: number, start: number, length: number): void {
    if (this.count * 3 === this.places.length) {
      const larger = new Uint32Array(this.places.length * 2);
      larger.set(this.places);
      this.places = larger;
    }
    this.places.set([block, start, length], this.count * 3);
    this.count++;
  }

  private refuseTooMany(): void {
    const { mostSharedBytes, mostSharedTexts } = this.limits;
    if (this.bytes <= mostSharedBytes && this.count < mostSharedTexts) return;
    throw new FileUnreadable(
      `The workbook has more than ${mostSharedBytes >> 20} MiB of different texts, or ${mostSharedTexts} of them. ` +
        'Split it, or upload its sheets as CSV.',
    );
  }
}

/** Throws `FileUnreadable` for what is no XML, for a text that is too long and for too many of them. */
export async function readSharedTexts(chunks: AsyncIterable<Buffer>, limits: WorkbookLimits): Promise<SharedTexts> {
  const texts = new SharedTexts(limits);
  const runs = new TextRuns();
  await readXml(chunks, 'its shared texts', {
    open: (name) => runs.open(name),
    text: (text) => {
      runs.add(text);
      if (runs.length > limits.longestText) throw tooLong(texts.size + 1, limits);
    },
    close: (name) => {
      runs.close(name);
      if (name === 'si') texts.add(runs.take());
    },
  });
  return texts;
}

function tooLong(nth: number, { longestText }: WorkbookLimits): FileUnreadable {
  return new FileUnreadable(
    `Shared text ${nth} of the workbook has more than ${longestText} characters, which no spreadsheet program writes ` +
      'into a cell. Shorten it, or upload the sheets as CSV.',
  );
}
