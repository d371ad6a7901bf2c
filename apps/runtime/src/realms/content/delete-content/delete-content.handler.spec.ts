import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Saga } from '../../../realm-kit/index.js';
import { findContentFacts, listContents, recordContent } from '../content-facts.js';
import { FakeArtifacts, FakeFacts, FakeSaga } from '../testing/fake-saga.js';
import { DeleteContentHandler } from './delete-content.handler.js';

const CONTENT = {
  artifact_id: 'art_1',
  session_id: 'ses_other',
  execution_id: 'exe_0',
  filename: 'people.csv',
  kind: 'table' as const,
  media_type: 'text/csv',
  size: 10,
  sha256: 'ab',
  created_at: '2026-01-01T00:00:00.000Z',
};
const PROFILE = { kind: 'table' as const, tables: [], warnings: [] };

let facts: FakeFacts;
let artifacts: FakeArtifacts;

beforeEach(() => {
  facts = new FakeFacts();
  artifacts = new FakeArtifacts();
  recordContent(facts, { content: CONTENT, profile: PROFILE });
  artifacts.add('/file', { artifact_id: 'art_1', kind: 'table' });
});

const sagaOf = (executionId: string) => new FakeSaga(executionId, facts, artifacts);
const remove = (saga: Saga) => new DeleteContentHandler().run(saga, { artifact_id: 'art_1' });
const everything = () => structuredClone([facts.kept, artifacts.kept]);

/** A saga that does not come to the step. */
function stoppedBefore(step: string, saga: FakeSaga): Saga {
  return new Proxy(saga, {
    get: (target, name: keyof FakeSaga) =>
      name === 'step'
        ? (...[asked, definition]: Parameters<FakeSaga['step']>) =>
            asked === step ? Promise.reject(new Error('stopped')) : target.step(asked, definition)
        : target[name],
  });
}

describe('deleting a content', () => {
  it('leaves nothing of it, and tells what it was', async () => {
    const saga = sagaOf('exe_1');
    await expect(remove(saga)).resolves.toEqual({ artifact_id: 'art_1', filename: 'people.csv', size: 10 });
    expect(saga.steps).toEqual(['withdraw', 'remove']);
    expect([facts.kept.size, artifacts.kept.size]).toEqual([0, 0]);
    await saga.turnBack();
    expect([facts.kept.size, artifacts.kept.size]).toEqual([0, 0]);
  });

  it('is not found any more once it is withdrawn, and is back as it was when that is undone', async () => {
    const before = everything();
    const saga = sagaOf('exe_1');
    await expect(remove(stoppedBefore('remove', saga))).rejects.toThrow('stopped');
    expect(await findContentFacts(facts, 'art_1')).toBeUndefined();
    for (const sessionId of [undefined, 'ses_other']) {
      expect(await listContents(facts, { sessionId, limit: 9 })).toEqual([]);
    }
    await saga.turnBack();
    expect(everything()).toEqual(before);
  });

  it('of what is not there, or is being deleted, fails and says so', async () => {
    const missing = new DeleteContentHandler().run(sagaOf('exe_1'), { artifact_id: 'art_2' });
    await expect(missing).rejects.toMatchObject({ code: 'CONTENT_NOT_FOUND', notApplied: true });
    await expect(remove(stoppedBefore('remove', sagaOf('exe_1')))).rejects.toThrow('stopped');
    await expect(remove(sagaOf('exe_2'))).rejects.toMatchObject({
      code: 'CONTENT_NOT_FOUND',
      message: 'The content art_1 is being deleted already.',
    });
  });

  it('puts nothing back whose bytes another execution has removed meanwhile', async () => {
    const saga = sagaOf('exe_1');
    await expect(remove(stoppedBefore('remove', saga))).rejects.toThrow('stopped');
    artifacts.delete('art_1');
    await saga.turnBack();
    expect(facts.kept.size).toBe(0);
  });
});
