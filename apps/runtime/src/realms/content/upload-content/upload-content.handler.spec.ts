import { beforeEach, describe, expect, it } from '@jest/globals';
import type { UploadContentOutput } from '@app/intent-contracts';
import { ProfilerFailed, type Profiler } from '../profiling/profiler.js';
import { FakeArtifacts, FakeFacts, FakeSaga } from '../testing/fake-saga.js';
import { InProcessProfiler } from '../testing/in-process-profiler.js';
import { withJobFolder } from '../testing/job-folder.js';
import { UploadContentHandler } from './upload-content.handler.js';

let facts: FakeFacts;
let artifacts: FakeArtifacts;
const inProcess: Profiler = new InProcessProfiler();

beforeEach(() => {
  facts = new FakeFacts();
  artifacts = new FakeArtifacts();
});

async function upload(
  content: string | Buffer,
  {
    saga = new FakeSaga('exe_1', facts, artifacts),
    profiler = inProcess,
    filename = undefined as string | undefined,
  } = {},
): Promise<UploadContentOutput> {
  return withJobFolder(content, async (path) => {
    if (!artifacts.kept.has('art_1')) artifacts.add(path, { artifact_id: 'art_1' });
    const handler = new UploadContentHandler(profiler);
    return handler.run(saga, { artifact_id: 'art_1', ...(filename !== undefined && { filename }) });
  });
}

describe('taking a file in', () => {
  it('answers with what the file is and holds, and records it', async () => {
    const saga = new FakeSaga('exe_1', facts, artifacts);
    const result = await upload('id,name\n1,Ann\n2,Bo\n', { saga });
    expect(saga.steps).toEqual(['take-artifact', 'detect-kind', 'profile', 'record']);
    expect(result).toMatchObject({
      artifact_id: 'art_1',
      filename: 'file.csv',
      kind: 'table',
      media_type: 'text/csv',
      size: 10,
      sha256: 'ab'.repeat(32),
      profile: { kind: 'table', tables: [{ name: 'file', rows: 2 }] },
    });
    expect([...facts.kept.keys()].sort()).toEqual(['content/art_1', 'profile/art_1', 'session/ses_1/art_1']);
    expect(facts.kept.get('content/art_1')).toEqual({
      artifact_id: 'art_1',
      session_id: 'ses_1',
      execution_id: 'exe_1',
      filename: 'file.csv',
      kind: 'table',
      media_type: 'text/csv',
      size: 10,
      sha256: 'ab'.repeat(32),
      created_at: '2026-02-03T04:05:06.000Z',
    });
    expect(artifacts.kept.get('art_1')!.artifact).toMatchObject({ kind: 'table', media_type: 'text/csv' });
  });

  it('goes by the bytes and not by the name that is given', async () => {
    const result = await upload('{"a":1}', { filename: 'photo.png' });
    expect(result).toMatchObject({ filename: 'photo.png', kind: 'table', media_type: 'application/json' });
  });

  it('keeps what it cannot look into', async () => {
    const result = await upload(Buffer.from('%PDF-1.7\n\0'));
    expect(result).toMatchObject({
      kind: 'binary',
      media_type: 'application/pdf',
      profile: { kind: 'binary', tables: [], warnings: [] },
    });
  });

  it('leaves nothing behind when it is taken back', async () => {
    const saga = new FakeSaga('exe_1', facts, artifacts);
    await upload('id,name\n1,Ann\n', { saga });
    await saga.turnBack();
    expect([facts.kept.size, artifacts.kept.size]).toEqual([0, 0]);
  });

  it('fails for good on a file that is broken, which undo then deletes', async () => {
    const saga = new FakeSaga('exe_1', facts, artifacts);
    await expect(upload('[{"a":1},', { saga })).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'FILE_UNREADABLE',
      notApplied: true,
    });
    await saga.turnBack();
    expect(artifacts.kept.size).toBe(0);
  });

  it('may be tried again when the profiler dies', async () => {
    const dying = { profile: () => Promise.reject(new ProfilerFailed('The profiler ended early (SIGKILL).')) };
    await expect(upload('a,b\n1,2\n', { profiler: dying as unknown as Profiler })).rejects.toMatchObject({
      name: 'RetryableError',
      code: 'PROFILER_FAILED',
      message: 'The profiler ended early (SIGKILL).',
    });
  });

  it('says what to do when there is no such artifact', async () => {
    const run = new UploadContentHandler(new InProcessProfiler()).run(new FakeSaga('exe_1', facts, artifacts), {
      artifact_id: 'art_none',
    });
    await expect(run).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND', notApplied: true });
  });

  it('refuses an artifact that is in use already, and leaves it alone when turning back', async () => {
    await upload('id,name\n1,Ann\n');
    const second = new FakeSaga('exe_2', facts, artifacts);
    await expect(upload('', { saga: second })).rejects.toMatchObject({ code: 'PAYLOAD_INVALID', notApplied: true });
    await second.turnBack();
    expect([facts.kept.size, artifacts.kept.size]).toEqual([3, 1]);
  });

  it('refuses an artifact that another realm has made', async () => {
    artifacts.add('/nowhere', { artifact_id: 'art_1', kind: 'mash', execution_id: 'exe_0' });
    const saga = new FakeSaga('exe_1', facts, artifacts);
    await expect(upload('', { saga })).rejects.toMatchObject({ code: 'PAYLOAD_INVALID' });
    await saga.turnBack();
    expect(artifacts.kept.size).toBe(1);
  });
});
