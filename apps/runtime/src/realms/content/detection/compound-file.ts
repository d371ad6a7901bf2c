import type { FileHandle } from 'node:fs/promises';

const MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
/** The list of what is inside comes in sectors, and begins with what the file is about. */
const MOST_SECTORS = 64;

/** Whether a file begins as those of the Office programs before 2007 do, and encrypted ones of later programs. */
export function isCompoundFile(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/** The names of the streams inside, as far as a damaged file shows them. */
export async function compoundNames(file: FileHandle, head: Buffer): Promise<Set<string>> {
  const names = new Set<string>();
  const shift = head.length < HEADER_BYTES ? 0 : head.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return names;
  const size = 2 ** shift;
  let sector = head.readUInt32LE(48);
  for (let nth = 0; nth < MOST_SECTORS; nth++) {
    const bytes = await sectorAt(file, sector, size);
    if (bytes === undefined) break;
    for (let at = 0; at < size; at += ENTRY_BYTES) names.add(nameAt(bytes, at));
    const next = await nextSector(file, head, sector, size);
    if (next === undefined) break;
    sector = next;
  }
  return names;
}

function nameAt(bytes: Buffer, at: number): string {
  const length = Math.min(64, bytes.readUInt16LE(at + 64));
  return bytes.toString('utf16le', at, at + length).replace(/\0+$/, '');
}

/** The sector that follows, by the table of sectors, whose own sectors the head of the file lists. */
async function nextSector(file: FileHandle, head: Buffer, sector: number, size: number): Promise<number | undefined> {
  const perTable = size / 4;
  const table = Math.floor(sector / perTable);
  const listed = 76 + 4 * table;
  if (listed + 4 > HEADER_BYTES) return undefined;
  const bytes = await sectorAt(file, head.readUInt32LE(listed), size);
  return bytes?.readUInt32LE(4 * (sector % perTable));
}

/** Numbers beyond the end of a file, such as those that mean that nothing follows, are those of no sector. */
async function sectorAt(file: FileHandle, sector: number, size: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, (sector + 1) * size);
  return bytesRead === size ? buffer : undefined;
}
