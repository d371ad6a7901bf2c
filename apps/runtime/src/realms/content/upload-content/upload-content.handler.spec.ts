import { describe, expect, it } from '@jest/globals';
import { rehearse, rehearseEveryCrash, type RehearsalArtifact } from '../../../realm-kit/testing/index.js';
import { ProfilerFailed, type Profiler } from '../profiling/profiler.js';
import { InProcessProfiler } from '../testing/in-process-profiler.js';
import { UploadContentHandler } from './upload-content.handler.js';

const ART_1 = { artifact_id: 'art_1' };
const fileOf = (content: string | Buffer): RehearsalArtifact => ({ ...ART_1, content, filename: 'file.csv' });
const upload = (content: string | Buffer, more: { filename?: string; profiler?: Profiler; cancelAt?: string } = {}) => {
  const { filename, profiler = new InProcessProfiler(), cancelAt } = more;
  const input = { ...ART_1, ...(filename !== undefined && { filename }) };
  const options = { artifacts: [fileOf(content)], ...(cancelAt !== undefined && { cancelAt }) };
  return rehearse(new UploadContentHandler(profiler), input, options);
};

describe('taking a file in', () => {
  it('answers with what the file is and holds, and records it', async () => {
    const { story, result, facts, artifacts } = await upload('id,name\n1,Ann\n2,Bo\n');

    expect(story).toEqual(['do take-artifact', 'do detect-kind', 'do profile', 'do record']);
    expect(result).toMatchObject({
      artifact_id: 'art_1',
      filename: 'file.csv',
      kind: 'table',
      media_type: 'text/csv',
      size: 19,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      profile: { kind: 'table', tables: [{ name: 'file', rows: 2 }] },
    });
    expect(Object.keys(facts).sort()).toEqual(['content/art_1', 'profile/art_1', 'session/ses_1/art_1']);
    expect(facts['content/art_1']).toEqual({
      artifact_id: 'art_1',
      session_id: 'ses_1',
      execution_id: 'exe_1',
      filename: 'file.csv',
      kind: 'table',
      media_type: 'text/csv',
      size: 19,
      sha256: result?.sha256,
      created_at: expect.stringMatching(/^2026-/),
    });
    expect(artifacts['art_1']).toMatchObject({ kind: 'table', media_type: 'text/csv' });
  });

  it('goes by the bytes and not by the name that is given', async () => {
    const { result } = await upload('{"a":1}', { filename: 'photo.png' });
    expect(result).toMatchObject({ filename: 'photo.png', kind: 'table', media_type: 'application/json' });
  });

  it('keeps what it cannot look into', async () => {
    const { result } = await upload(Buffer.from('%PDF-1.7\n\0'));
    expect(result).toMatchObject({
      kind: 'binary',
      media_type: 'application/pdf',
      profile: { kind: 'binary', tables: [], warnings: [] },
    });
  });

  it('leaves nothing behind when it is taken back', async () => {
    const execution = await upload('id,name\n1,Ann\n', { cancelAt: 'record' });
    expect(execution).toMatchObject({ status: 'cancelled', facts: {}, artifacts: {} });
  });

  it('comes to the same end whenever it crashes, or leaves nothing behind when it is then cancelled', async () => {
    const all = await rehearseEveryCrash(() => new UploadContentHandler(new InProcessProfiler()), ART_1, {
      artifacts: [fileOf('id,name\n1,Ann\n')],
    });
    for (const { status, story, facts, artifacts } of all) {
      // The file and the copy of its table. One that is cancelled before it took the artifact has nothing to undo.
      const left = status === 'succeeded' ? [3, 2] : [0, story.includes('undo take-artifact') ? 0 : 1];
      expect([Object.keys(facts).length, Object.keys(artifacts).length]).toEqual(left);
    }
  });

  it('fails for good on a file that is broken, which undo then deletes', async () => {
    const execution = await upload('[{"a":1},');
    expect(execution).toMatchObject({ status: 'compensated', problem: { code: 'FILE_UNREADABLE' }, artifacts: {} });
    expect(execution.steps.find(({ name }) => name === 'profile')?.attempts).toMatchObject([{ notApplied: true }]);
  });

  it('is tried again when the profiler dies', async () => {
    const dying = { profile: () => Promise.reject(new ProfilerFailed('The profiler ended early (SIGKILL).')) };
    const execution = await upload('a,b\n1,2\n', { profiler: dying as unknown as Profiler });
    expect(execution.problem).toMatchObject({
      code: 'PROFILER_FAILED',
      detail: 'The profiler ended early (SIGKILL).',
    });
    expect(execution.calls.filter(({ step }) => step === 'profile').length).toBeGreaterThan(1);
  });

  it('says what to do when there is no such artifact', async () => {
    const execution = await rehearse(new UploadContentHandler(new InProcessProfiler()), { artifact_id: 'art_none' });
    expect(execution).toMatchObject({
      status: 'failed',
      problem: { code: 'ARTIFACT_NOT_FOUND', detail: expect.stringContaining('POST /api/artifact/upload') },
    });
  });

  it('refuses an artifact that is in use already, and leaves it alone when turning back', async () => {
    const first = await upload('id,name\n1,Ann\n');
    const facts = JSON.parse(JSON.stringify(first.facts).replaceAll('"exe_1"', '"exe_0"')) as Record<string, unknown>;
    const artifacts = [{ ...fileOf(''), kind: 'table' }];
    const second = await rehearse(new UploadContentHandler(new InProcessProfiler()), ART_1, { facts, artifacts });

    expect(second).toMatchObject({ status: 'failed', problem: { code: 'PAYLOAD_INVALID' }, facts });
    expect(Object.keys(second.artifacts)).toEqual(['art_1']);
  });

  it('refuses an artifact that another realm has made', async () => {
    const artifacts = [{ ...fileOf(''), kind: 'mash' }];
    const execution = await rehearse(new UploadContentHandler(new InProcessProfiler()), ART_1, { artifacts });

    expect(execution).toMatchObject({ status: 'failed', problem: { code: 'PAYLOAD_INVALID' } });
    expect(Object.keys(execution.artifacts)).toEqual(['art_1']);
  });
});
