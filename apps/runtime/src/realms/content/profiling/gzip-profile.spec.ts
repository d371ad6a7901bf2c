import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { detectFormat } from '../detection/detect-format.js';
import { storedMediaType } from '../detection/file-format.js';
import { gunzipInto } from '../reading/gunzip.js';
import { withJobFolder } from '../../../table-engine/testing/job-folder.js';
import { parquetOf } from '../testing/parquet-of.js';
import { profiledOf, profileOf } from '../testing/profile-of.js';
import { FilePreviewer } from './file-previewer.js';
import type { Reading } from './reading.js';

const csv = 'id,name\n1,Ann\n2,Bo\n3,Cy\n';
const detected = (bytes: Buffer) => withJobFolder(bytes, detectFormat);

describe('a gzip file', () => {
  it.each([
    ['CSV', csv, 'text/csv'],
    ['tab-separated values', csv.replaceAll(',', '\t'), 'text/tab-separated-values'],
    ['JSON', '[{"id":1}]', 'application/json'],
    ['JSON lines', '{"id":1}\n{"id":2}\n', 'application/x-ndjson'],
    ['text', 'Dear Ann,\n\nthank you.\n', 'text/plain'],
    ['UTF-16', Buffer.from(csv, 'utf16le'), 'text/csv'],
  ])('of %s has the profile of what is inside', async (_, content, mediaType) => {
    const { kind, ...plain } = await profileOf(content);
    const { format, profile } = {
      format: await detected(gzipSync(content)),
      profile: await profileOf(gzipSync(content)),
    };
    expect(profile).toEqual({ kind, compression: 'gzip', inner_media_type: mediaType, ...plain });
    expect(storedMediaType(format)).toBe('application/gzip');
  });

  it('of Parquet is read as well', async () => {
    const { profile } = await profiledOf(gzipSync(await parquetOf(`SELECT 1 AS id, 'x' AS name`)));
    expect(profile).toMatchObject({
      kind: 'table',
      compression: 'gzip',
      inner_media_type: 'application/vnd.apache.parquet',
      tables: [{ rows: 1, columns: [{ type: 'integer' }, { type: 'text' }] }],
    });
  });

  it.each([
    ['sales.csv.gz', 'sales'],
    ['SALES.CSV.GZ', 'SALES'],
    ['sales.gz', 'sales'],
    ['../2024/sales.v2.csv.gz', 'sales.v2'],
    ['C:\\data\\sales.tsv.gz', 'sales'],
    ['.gz', '.gz'],
    ['..', 'table'],
  ])('called %s has a table called %s', async (filename, name) => {
    const { profile } = await profiledOf(gzipSync(csv), filename);
    expect(profile.tables[0]!.name).toBe(name);
  });

  it('of several members is read to its end', async () => {
    const bytes = Buffer.concat(['id,na', 'me\n1,Ann\n', '', '2,Bo\n'].map((part) => gzipSync(part)));
    expect((await profileOf(bytes)).tables[0]).toMatchObject({ rows: 2, columns: [{ name: 'id' }, { name: 'name' }] });
  });

  it('of nothing is an empty text', async () => {
    expect(await profileOf(gzipSync(''))).toMatchObject({
      kind: 'text',
      compression: 'gzip',
      text: { lines: 0, characters: 0 },
      warnings: [{ code: 'EMPTY_FILE' }],
    });
  });

  it.each([
    ['another gzip file', gzipSync(csv)],
    ['a PDF', Buffer.from('%PDF-1.7\n\0')],
    ['an archive', Buffer.alloc(10_240)],
  ])('of %s is kept as it is', async (_, inside) => {
    expect(await detected(gzipSync(inside))).toEqual({ format: 'binary', mediaType: 'application/gzip' });
  });

  it.each([
    ['in its header', 5],
    ['in its text', 24],
    ['in its checksum', 40],
  ])('that breaks off %s is refused', async (_, bytes) => {
    await expect(profileOf(gzipSync(csv).subarray(0, bytes))).rejects.toThrow(
      'The gzip file is damaged or cut off: unexpected end of file. Check it with "gzip -t", and upload it again.',
    );
  });

  it.each([
    ['damaged inside', (bytes: Buffer) => bytes.fill(0xff, 20, 24), /damaged or cut off: invalid/],
    [
      'of another text than its checksum',
      (bytes: Buffer) => bytes.fill(0, bytes.length - 8, bytes.length - 4),
      /incorrect data check/,
    ],
    ['followed by text', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('more')]), /incorrect header check/],
    [
      'followed by zeros and more',
      (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(9), bytes]),
      /behind byte \d+ follows something else/,
    ],
  ])('%s is refused', async (_, damage, message) => {
    await expect(profileOf(damage(gzipSync(csv)))).rejects.toThrow(message);
  });

  it('may be filled up with zeros, as tapes do', async () => {
    expect((await profileOf(Buffer.concat([gzipSync(csv), Buffer.alloc(100_000)]))).tables[0]).toMatchObject({
      rows: 3,
    });
  });

  it('is not inflated in Runtime beyond its beginning, nor its header read for ever', async () => {
    const endless = gzipSync('a,b\n1,2\n'.repeat(1_000_000));
    const named = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(3 << 20, 'x')]);
    expect(await detected(endless)).toMatchObject({ format: 'csv', compression: 'gzip' });
    expect(await detected(named)).toMatchObject({ format: 'text', compression: 'gzip' });
  });

  it.each([
    [{ mostBytes: 1 << 20, mostRatio: 1e6, freeBytes: 0 }, 'The gzip file holds more than 1 MiB.'],
    [{ mostBytes: 1 << 30, mostRatio: 200, freeBytes: 1 << 20 }, 'more than 200 times its own size'],
  ])('is refused when it swells beyond %j', async (limits, message) => {
    const bomb = gzipSync('a,b\n1,2\n'.repeat(1_000_000));
    await withJobFolder(bomb, async (path, workDir) => {
      await expect(gunzipInto(workDir, path, { limits })).rejects.toThrow(message);
    });
  });

  it('is inflated for a preview no further than the page reaches', async () => {
    const whole = gzipSync(Buffer.alloc(64 << 20, 'first,second\n1,Ann\n'), { level: 1 });
    const reading: Reading = {
      format: 'csv',
      compression: 'gzip',
      encoding: 'utf-8',
      delimiter: ',',
      header: true,
      names: ['first', 'second'],
      types: ['text', 'text'],
    };
    await withJobFolder(whole.subarray(0, whole.length - 1), async (path, workDir) => {
      const page = await new FilePreviewer().preview({ task: 'preview', path, workDir, reading, from: 0, rows: 1 });
      expect(page).toEqual({ rows: [['1', 'Ann']], next: 19 });
    });
  });
});
