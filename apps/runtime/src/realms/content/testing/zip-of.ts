import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of an archive, honest unless told otherwise. */
export interface ZipEntry {
  name: string;
  data: string | Buffer;
  stored?: boolean;
  /** What is written of it instead of the truth. */
  claims?: { size?: number; crc?: number; method?: number; flags?: number };
}

/** The bytes of a ZIP archive. None of this shares code with what reads it. */
export function zipOf(entries: readonly ZipEntry[], { zip64 = false } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, stored = false, claims = {} } of entries) {
    const bytes = Buffer.from(data);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(zip64 ? 45 : 20, 0);
    fields.writeUInt16LE(claims.flags ?? 0x800, 2);
    fields.writeUInt16LE(claims.method ?? (stored ? 0 : 8), 4);
    fields.writeUInt32LE(claims.crc ?? crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claims.size ?? bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  return Buffer.concat([...parts, list, endOf(entries.length, list.length, offset, zip64)]);
}

function endOf(count: number, length: number, offset: number, zip64: boolean): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  if (!zip64) return end;
  const long = Buffer.alloc(76);
  long.write('PK\x06\x06', 'latin1');
  long.writeBigUInt64LE(44n, 4);
  long.writeBigUInt64LE(BigInt(count), 24);
  long.writeBigUInt64LE(BigInt(count), 32);
  long.writeBigUInt64LE(BigInt(length), 40);
  long.writeBigUInt64LE(BigInt(offset), 48);
  long.write('PK\x06\x07', 56, 'latin1');
  long.writeBigUInt64LE(BigInt(offset + length), 64);
  long.writeUInt32LE(1, 72);
  return Buffer.concat([long, end]);
}
