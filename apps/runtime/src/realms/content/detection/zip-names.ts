import type { FileHandle } from 'node:fs/promises';

const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const END = Buffer.from('PK\x05\x06', 'latin1');
const DIRECTORY_ENTRY = 0x02014b50;
const LONG_END = 0x06064b50;
const LONG_END_LOCATOR = 0x07064b50;
/** The end of an archive with the longest comment that it can have. */
const LONGEST_END = 22 + 0xffff;
/** Thousands of names; those of the parts that matter are among the first or the last of few. */
const MOST_DIRECTORY_BYTES = 1 << 20;

/** What an archive lists, in lower case, since names in Office documents are the same in either. */
export interface ZipNames {
  names: ReadonlySet<string>;
  /** Whether it is its own list; without one it is the names before the parts that its beginning shows. */
  complete: boolean;
}

/** The names in an archive, as far as a damaged one shows them: the damage is found by whoever reads it. */
export async function zipNames(file: FileHandle, head: Buffer): Promise<ZipNames> {
  const { size } = await file.stat();
  const listed = namesInDirectory(await directoryOf(file, size));
  return listed.size > 0 ? { names: listed, complete: true } : { names: namesBeforeParts(head), complete: false };
}

async function directoryOf(file: FileHandle, size: number): Promise<Buffer> {
  const start = Math.max(0, size - LONGEST_END);
  const tail = await bytesAt(file, start, size - start);
  const at = tail.lastIndexOf(END);
  if (at === -1 || at + 22 > tail.length) return Buffer.alloc(0);
  const place = { length: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  const { length, offset } =
    place.offset === 0xffffffff || place.length === 0xffffffff ? await longPlace(file, tail, at - 20) : place;
  return bytesAt(file, offset, Math.min(length, MOST_DIRECTORY_BYTES));
}

/** Where the list of an archive is that is larger than 4 GiB, or written as if it were. */
async function longPlace(file: FileHandle, tail: Buffer, locator: number): Promise<{ length: number; offset: number }> {
  if (locator < 0 || tail.readUInt32LE(locator) !== LONG_END_LOCATOR) return { length: 0, offset: 0 };
  const end = await bytesAt(file, Number(tail.readBigUInt64LE(locator + 8)), 56);
  if (end.length < 56 || end.readUInt32LE(0) !== LONG_END) return { length: 0, offset: 0 };
  return { length: Number(end.readBigUInt64LE(40)), offset: Number(end.readBigUInt64LE(48)) };
}

function namesInDirectory(directory: Buffer): Set<string> {
  const names = new Set<string>();
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    names.add(nameIn(directory.subarray(at + 46, at + 46 + name)));
    at += 46 + name + extra + comment;
  }
  return names;
}

function namesBeforeParts(head: Buffer): Set<string> {
  const names = new Set<string>();
  for (let at = head.indexOf(LOCAL_HEADER); at !== -1; at = head.indexOf(LOCAL_HEADER, at + 4)) {
    if (at + 30 > head.length) break;
    names.add(nameIn(head.subarray(at + 30, at + 30 + head.readUInt16LE(at + 26))));
  }
  return names;
}

function nameIn(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll('\\', '/').toLowerCase();
}

/** As many bytes as there are. */
async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(position) || length <= 0) return Buffer.alloc(0);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
