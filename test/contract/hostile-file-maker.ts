import { gunzipSync, gzipSync } from 'node:zlib';
import type { Random } from '../chaos/random.js';

export interface HostileFile {
  readonly filename: string;
  readonly bytes: Buffer;
}

const LONGEST = 200_000;
const ENDINGS = ['csv', 'tsv', 'json', 'ndjson', 'parquet', 'gz', 'xlsx', 'txt', ''] as const;

/**
 * Makes files of files that are fine: cut, turned around, spliced, their numbers lying, with pieces between that mean
 * something to a parser, a database or a shell. The same chance makes the same file.
 */
export class HostileFileMaker {
  private readonly pieces: readonly [string, ...string[]];

  /** `secret` is a file that nobody may read, `folder` one that nobody may write in. */
  constructor(
    private readonly fine: readonly [Buffer, ...Buffer[]],
    private readonly random: Random,
    { secret, folder }: { secret: string; folder: string },
  ) {
    this.pieces = [
      '\0',
      '"',
      "'",
      '""""',
      '\r',
      '\n\n',
      ',',
      ';',
      '\t',
      '\ufeff',
      '\ufffd\ud800',
      '{"a":',
      '[[[[[[[[',
      ']',
      'NaN',
      '1e999',
      '-0',
      '99999999999999999999999999999999999999999',
      '0x7fffffff',
      '2024-02-30',
      '%s%n%x',
      '=cmd|calc!A0',
      '__proto__',
      '{"__proto__":{"polluted":true}}',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
      'PAR1',
      'PK\u0003\u0004',
      '../../../../etc/passwd',
      `'); COPY (SELECT 1) TO '${folder}/copied.csv'; --`,
      `"); ATTACH '${folder}/attached.db'; --`,
      `' || (SELECT content FROM read_text('${secret}')) || '`,
      `'); INSTALL httpfs; LOAD httpfs; --`,
      `$(touch ${folder}/touched)`,
      `"; SET enable_external_access = true; FROM read_csv('${secret}'); --`,
    ];
  }

  make(): HostileFile {
    const { random } = this;
    let bytes: Buffer = Buffer.from(random.oneOf(this.fine));
    for (let change = random.between(1, 6); change > 0; change -= 1) bytes = this.changed(bytes);
    if (random.chance(0.1)) bytes = gzipSync(bytes);
    return { filename: this.filename(), bytes: bytes.subarray(0, LONGEST) };
  }

  private changed(bytes: Buffer): Buffer {
    const { random } = this;
    const at = random.between(0, bytes.length);
    const to = Math.min(bytes.length, at + random.between(1, 64));
    switch (random.between(0, 8)) {
      case 0:
        return bytes.subarray(0, at);
      case 1:
        return bytes.subarray(at);
      case 2: {
        const flipped = Buffer.from(bytes);
        for (let nth = at; nth < to; nth += 1) flipped[nth] = random.between(0, 255);
        return flipped;
      }
      case 3:
        return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.oneOf(this.pieces)), bytes.subarray(at)]);
      case 4:
        return Buffer.concat([
          bytes.subarray(0, to),
          ...Array<Buffer>(random.between(1, 200)).fill(bytes.subarray(at, to)),
          bytes.subarray(to),
        ]);
      case 5:
        return Buffer.concat([bytes.subarray(0, at), random.oneOf(this.fine).subarray(random.between(0, 100))]);
      case 6: {
        // Lengths and places stand as little-endian numbers, of Parquet and of archives near the end.
        const lying = Buffer.from(bytes);
        const place = Math.max(0, random.chance(0.5) ? lying.length - random.between(4, 60) : at - 4);
        if (lying.length >= 4)
          lying.writeUInt32LE(
            random.oneOf([0, 1, 0x7fffffff, 0xffffffff, lying.length]),
            Math.min(place, lying.length - 4),
          );
        return lying;
      }
      case 7:
        return isGzip(bytes) ? unzipped(bytes) : Buffer.concat([bytes, bytes]);
      default:
        return Buffer.from(bytes.toString('latin1'), 'utf16le');
    }
  }

  /** Any that is taken in: one with a zero byte or half of a surrogate pair is refused before anything opens the file. */
  private filename(): string {
    const { random } = this;
    const piece = Buffer.from(random.oneOf(this.pieces)).toString().replaceAll('\0', '');
    const name = random.chance(0.2) ? piece : 'file';
    const ending = random.oneOf(ENDINGS);
    return `${name || 'file'}${ending && '.'}${ending}`.slice(0, 255);
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unzipped(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LONGEST });
  } catch {
    // It was damaged before: that will do, too.
    return bytes;
  }
}
