import { describe, expect, it } from '@jest/globals';
import { DeleteContent, type DeleteContentInput } from '@app/intent-contracts';
import {
  type Handles,
  IntentHandler,
  NOTHING_TO_UNDO,
  type Saga,
  type StepDefinition,
} from '../../../realm-kit/index.js';
import { rehearse, rehearseEveryCrash } from '../../../realm-kit/testing/index.js';
import { findContentFacts, listContents, recordContent } from '../content-facts.js';
import { FakeFacts } from '../testing/fake-data.js';
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
const ART_1 = { artifact_id: 'art_1' };

/** What is there before: a content, and its artifact. */
function before() {
  const state = new FakeFacts();
  recordContent(state, { content: CONTENT, profile: PROFILE });
  return { facts: state.all, artifacts: [{ ...ART_1, kind: 'table', content: 'id,name' }] };
}

/** A deletion that is held up before it removes anything, until it is cancelled. */
@IntentHandler(DeleteContent)
class HeldUp implements Handles<typeof DeleteContent> {
  /** `meanwhile` is done by somebody else while it is held up. */
  constructor(private readonly meanwhile: (artifacts: { delete(id: string): void }) => void = () => undefined) {}

  run(saga: Saga, input: DeleteContentInput) {
    const step = (async (name: string, definition: StepDefinition<unknown>) => {
      if (name !== 'remove') return saga.step(name, definition);
      await saga.step('meanwhile', {
        invoke: ({ artifacts }) => this.meanwhile(artifacts),
        compensate: NOTHING_TO_UNDO,
      });
      return saga.waitForSignal('go-on');
    }) as Saga['step'];
    return new DeleteContentHandler().run({ ...saga, step }, input);
  }
}

describe('deleting a content', () => {
  it('leaves nothing of it, and tells what it was', async () => {
    const execution = await rehearse(new DeleteContentHandler(), ART_1, before());

    expect(execution).toMatchObject({
      status: 'succeeded',
      result: { artifact_id: 'art_1', filename: 'people.csv', size: 10 },
      story: ['do withdraw', 'do remove'],
    });
    expect([execution.facts, execution.artifacts]).toEqual([{}, {}]);
  });

  it('is whole or undone, whenever it crashes or is cancelled', async () => {
    const all = await rehearseEveryCrash(() => new DeleteContentHandler(), ART_1, before());

    for (const { facts, artifacts } of all) {
      expect([facts, Object.keys(artifacts)]).toEqual(
        Object.keys(facts).length > 0 ? [before().facts, ['art_1']] : [{}, []],
      );
    }
  });

  it('is not found any more once it is withdrawn, and is back as it was when that is undone', async () => {
    const held = await rehearse(new HeldUp(), ART_1, before());
    const undone = await rehearse(new HeldUp(), ART_1, { ...before(), cancelAt: 'go-on' });

    const withdrawn = new FakeFacts(held.facts);
    expect(await findContentFacts(withdrawn, 'art_1')).toBeUndefined();
    for (const sessionId of [undefined, 'ses_other']) {
      expect(await listContents(withdrawn, { sessionId, limit: 9 })).toEqual([]);
    }
    expect(undone).toMatchObject({ status: 'cancelled', facts: before().facts });
    expect(Object.keys(undone.artifacts)).toEqual(['art_1']);
  });

  it('of what is not there, or is being deleted, fails and says so', async () => {
    const missing = await rehearse(new DeleteContentHandler(), { artifact_id: 'art_2' }, before());
    const { facts } = await rehearse(new HeldUp(), ART_1, before());
    const second = await rehearse(new DeleteContentHandler(), ART_1, { ...before(), facts });

    expect(missing).toMatchObject({ status: 'failed', problem: { code: 'CONTENT_NOT_FOUND' } });
    expect(second).toMatchObject({
      status: 'failed',
      problem: { code: 'CONTENT_NOT_FOUND', detail: 'The content art_1 is being deleted already.' },
      facts,
    });
  });

  it('puts nothing back whose bytes another execution has removed meanwhile', async () => {
    const handler = new HeldUp((artifacts) => artifacts.delete('art_1'));
    const execution = await rehearse(handler, ART_1, { ...before(), cancelAt: 'go-on' });

    expect(execution).toMatchObject({ status: 'cancelled', facts: {} });
  });
});
