import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { FileUnreadable } from '../file-unreadable.js';
import type { ZipLimits } from './workbook-limits.js';

/**
 * The parts of a workbook by their names, whose case does not matter. What an archive claims about its sizes is checked
 * against what it holds.
 */
export class ZipParts {
  private bytesRead = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly limits: ZipLimits,
  ) {}

  /** Throws `FileUnreadable` for an archive that is damaged, or whose names are not to be trusted. */
  static async open(path: string, limits: ZipLimits): Promise<ZipParts> {
    const zip = await blamingTheArchive(() => openPromise(path, { autoClose: false, lazyEntries: true }));
    try {
      return new ZipParts(zip, await blamingTheArchive(() => entriesOf(zip, limits)), limits);
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /**
   * The inflated bytes of a part, which `what` calls by a name that people know. Throws `FileUnreadable` for a part that
   * is missing, damaged or larger than it may be; one that is `held` in memory may be less than one that is not.
   */
  async *read(name: string, what: string, { held = false } = {}): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name.toLowerCase());
    if (entry === undefined) throw damaged(`${what} is missing, which should be its part "${name}"`);
    if (entry.isEncrypted())
      throw new FileUnreadable('The workbook is protected with a password. Save it without one.');
    let bytes = 0;
    let checksum = 0;
    const stream = await blamingTheArchive(() => this.zip.openReadStreamPromise(entry));
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        this.bytesRead += chunk.length;
        if (held && bytes > this.limits.mostHeldBytes) throw tooLarge(what, this.limits.mostHeldBytes);
        this.refuseBombs(entry, bytes, what);
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (error) {
      throw isOfTheMachine(error) || error instanceof FileUnreadable
        ? error
        : damaged(`${what}: ${reasonOf(error)}`, error);
    } finally {
      stream.destroy();
    }
    if (checksum !== entry.crc32) throw damaged(`${what} does not match its checksum`);
  }

  close(): void {
    this.zip.close();
  }

  private refuseBombs({ compressedSize }: Entry, bytes: number, what: string): void {
    const { mostBytes, mostRatio, freeBytes } = this.limits;
    if (this.bytesRead > mostBytes) throw tooLarge(what, mostBytes);
    if (bytes > freeBytes && bytes > compressedSize * mostRatio) {
      throw new FileUnreadable(
        `The workbook is packed more than ${mostRatio} times smaller than it is, in ${what}, as files are that are made ` +
          'to fill a memory. Upload its sheets as CSV.',
      );
    }
  }
}

async function entriesOf(zip: ZipFile, { mostEntries, mostDirectoryBytes }: ZipLimits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  if (zip.entryCount > mostEntries) throw tooManyEntries(mostEntries);
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase();
    if (entries.has(name)) throw damaged(`it has two parts called "${shown(entry.fileName)}"`);
    entries.set(name, entry);
    bytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (entries.size > mostEntries || bytes > mostDirectoryBytes) throw tooManyEntries(mostEntries);
  }
  return entries;
}

function tooLarge(what: string, most: number): FileUnreadable {
  return new FileUnreadable(
    `The workbook is too large: up to ${what} it holds more than ${Math.ceil(most / 2 ** 20)} MiB. ` +
      'Split it, or upload its sheets as CSV.',
  );
}

function tooManyEntries(most: number): FileUnreadable {
  return new FileUnreadable(
    `The workbook has more than ${most} parts, or parts with overlong names. Save it without its pictures, and upload that.`,
  );
}

async function blamingTheArchive<Result>(use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    throw isOfTheMachine(error) || error instanceof FileUnreadable ? error : damaged(reasonOf(error), error);
  }
}

/** Node's own faults have codes such as EMFILE; those of zlib begin with Z_ and are the archive's. */
function isOfTheMachine(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined || (code !== undefined && !code.startsWith('Z_') && code.startsWith('E'));
}

function reasonOf(error: unknown): string {
  return shown((error as Error).message.replace(/[. ]*$/, ''));
}

function shown(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, 200);
}

/** The workbook is broken; `reason` says where. */
export function damaged(reason: string, cause?: unknown): FileUnreadable {
  return new FileUnreadable(`The workbook is damaged: ${reason}. Save it again as .xlsx, and upload that.`, { cause });
}
