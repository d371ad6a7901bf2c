import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, RuntimeConfig } from './runtime-config.js';

const reasonsOf = (variables: Record<string, string>): readonly string[] => {
  try {
    RuntimeConfig.from(variables);
    return [];
  } catch (error) {
    return (error as ConfigurationError).reasons;
  }
};

describe('the place of blobs', () => {
  it('is the disk unless a bucket is named', () => {
    expect(RuntimeConfig.from({}).bucket).toBeUndefined();
    expect(RuntimeConfig.from({ BLOB_URL: '' }).bucket).toBeUndefined();
  });

  it('is a bucket, or a folder in one, at Amazon or at a store that is one of your own', () => {
    expect(RuntimeConfig.from({ BLOB_URL: 's3://blobs' }).bucket).toEqual({
      name: 'blobs',
      prefix: '',
      endpoint: undefined,
      region: 'us-east-1',
    });
    const own = { BLOB_URL: 's3://my.blobs/prod/runtime/', BLOB_S3_ENDPOINT: 'http://minio:9000' };
    expect(RuntimeConfig.from({ ...own, AWS_REGION: 'eu-west-1' }).bucket).toEqual({
      name: 'my.blobs',
      prefix: 'prod/runtime/',
      endpoint: 'http://minio:9000',
      region: 'eu-west-1',
    });
    expect(RuntimeConfig.from({ ...own, AWS_REGION: 'eu-west-1', BLOB_S3_REGION: 'garage' }).bucket).toMatchObject({
      region: 'garage',
    });
  });

  it.each([
    ['https://blobs.s3.amazonaws.com'],
    ['/var/blobs'],
    ['s3://'],
    ['s3://Blobs'],
    ['s3://blobs//twice'],
    ['s3://blobs/../others'],
    ['s3://blobs/what?ever'],
    ['s3://key:secret@blobs'],
  ])('is refused as %s, with what to write instead, and without saying what was written', (url) => {
    const reasons = reasonsOf({ BLOB_URL: url });

    expect(reasons).toEqual([expect.stringMatching(/^BLOB_URL: write s3:\/\/bucket/)]);
    expect(reasons.join()).not.toContain('secret');
  });

  it.each([['minio:9000'], ['ftp://minio'], ['http://key:secret@minio']])(
    'is refused at the store %s, without saying what was written',
    (endpoint) => {
      const reasons = reasonsOf({ BLOB_URL: 's3://blobs', BLOB_S3_ENDPOINT: endpoint });

      expect(reasons).toEqual([expect.stringMatching(/^BLOB_S3_ENDPOINT: write the URL/)]);
      expect(reasons.join()).not.toContain('secret');
    },
  );

  it('is refused where a store is named but no bucket: bytes would lie on the disk, and nobody would know', () => {
    expect(reasonsOf({ BLOB_S3_ENDPOINT: 'http://minio:9000' })).toEqual([expect.stringMatching(/set both/)]);
  });
});
