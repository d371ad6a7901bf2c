import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Content } from '@app/intent-contracts';
import type { BlobStore } from '../../apps/runtime/src/artifacts/blob-store.js';
import { StoredRealmData } from '../../apps/runtime/src/realm-data/stored-realm-data.js';
import { findContentFacts, recordContent } from '../../apps/runtime/src/realms/content/content-facts.js';
import { DeleteContentHandler } from '../../apps/runtime/src/realms/content/delete-content/delete-content.handler.js';
import { TerminalError } from '../../apps/runtime/src/sagas/saga-errors.js';
import { EngineLife, told, type Run } from '../../apps/runtime/src/sagas/testing/engine-life.js';
import type { RealmChange } from '../../apps/runtime/src/storage/execution-store.js';
import type { LocalConnection } from '../../apps/runtime/src/storage/sqlite/local-connection.js';
import { storesOn } from '../../apps/runtime/src/storage/testing/stores-on.js';

const CONTENT: Content = {
  artifact_id: 'art_1',
  session_id: 'ses_1',
  execution_id: 'exe_0',
  filename: 'people.csv',
  kind: 'table',
  media_type: 'text/csv',
  size: 10,
  sha256: 'ab',
  created_at: '2026-01-01T00:00:00.000Z',
};

const deleting: Run = (saga) => new DeleteContentHandler().run(saga, { artifact_id: 'art_1' });

/** Cannot go through with the last step. */
const failing: Run = (saga) =>
  new DeleteContentHandler().run(
    {
      ...saga,
      step: (name, definition) => {
        const refuse = (): never => {
          throw new TerminalError('It cannot be removed.', { notApplied: true });
        };
        return saga.step(name, name === 'remove' ? { ...definition, invoke: refuse } : definition);
      },
    },
    { artifact_id: 'art_1' },
  );

/** A database in which one content was taken in, and the bytes beside it. */
class World {
  private constructor(
    readonly database: LocalConnection,
    readonly bytes: Set<string>,
    private readonly data: StoredRealmData,
  ) {}

  static async withContent(): Promise<World> {
    const database = await EngineLife.newDatabase();
    const { artifacts, facts } = storesOn(database);
    const bytes = new Set(['art_1']);
    const blobs = { remove: (id: string) => Promise.resolve(void bytes.delete(id)) } as unknown as BlobStore;
    const data = new StoredRealmData(facts, artifacts, blobs, undefined as never, undefined as never);
    const { artifact_id: artifactId, session_id: sessionId, filename, kind, media_type: mediaType } = CONTENT;
    const owner = { tenantId: 'acme', sessionId, executionId: 'exe_0', staged: false, createdAt: 1 };
    await artifacts.stage({ artifactId, ...owner, filename, kind, mediaType, size: 10, sha256: 'ab' });
    const changes: RealmChange[] = [];
    recordContent(data.open('test', { tenantId: 'acme' }, changes).state, {
      content: CONTENT,
      profile: { kind: 'table', tables: [], warnings: [] },
      reading: { format: 'text', encoding: 'utf-8' },
    });
    for (const change of changes) {
      if (change.kind === 'fact.set') await facts.put({ tenantId: 'acme', ...change }, change.key, change.value);
    }
    return new World(database, bytes, data);
  }

  life(run: Run, options: { dieAfter?: number; hearing?: boolean } = {}): Promise<EngineLife> {
    return EngineLife.begin(this.database, run, { ...options, data: this.data });
  }

  /** Everything that is kept, as it is kept. */
  async everything(): Promise<unknown[][]> {
    const facts = await this.database.query('SELECT tenant_id, scope, key, value FROM facts ORDER BY key', []);
    return [facts, await this.database.query('SELECT * FROM artifacts', []), [...this.bytes]];
  }

  /** What there is of the content. */
  async found(): Promise<{ found: boolean; artifact: boolean; bytes: boolean }> {
    const { state, artifacts } = this.data.open('test', { tenantId: 'acme' }, []);
    const found = (await findContentFacts(state, 'art_1')) !== undefined;
    return { found, artifact: (await artifacts.get('art_1')) !== undefined, bytes: this.bytes.has('art_1') };
  }
}

/** Lets a first life die after every one of its commits, before or after it hears of the last, and a second one go on. */
async function killedAnywhere<Seen>(
  run: Run,
  goOn: (world: World, life: EngineLife, executionId: string) => Promise<Seen>,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let dieAfter = 1; ; dieAfter += 1) {
    for (const hearing of [true, false]) {
      const world = await World.withContent();
      const dying = await world.life(run, { dieAfter, hearing });
      void dying.submit();
      await sleep(15);
      const { found, artifact, bytes } = await world.found();
      if (found && !(artifact && bytes))
        throw new Error(`Dying after commit ${dieAfter} left a content without its bytes.`);
      const next = await world.life(run);
      const [accepted] = await next.store.list({ tenantId: 'acme', limit: 1 });
      seen.push(await goOn(world, next, accepted!.executionId));
      if (dying.connection.commits < dieAfter) return seen;
    }
  }
}

describe('a deletion whose process dies after any of its commits', () => {
  it('is carried through to where nothing is left, without asking anybody', async () => {
    const seen = await killedAnywhere(deleting, async (world, life, executionId) => {
      await life.until(executionId, 'succeeded');
      const [facts, artifacts, bytes] = await world.everything();
      expect([facts, artifacts]).toEqual([[], []]);
      // Died between the last commit and the removal: bytes that no row knows are the sweeper's.
      return `bytes ${bytes!.length === 0 ? 'gone' : 'to be swept'}`;
    });
    expect([...new Set(seen)].sort()).toEqual(['bytes gone', 'bytes to be swept']);
  });

  it('and that fails before its last step puts the content back exactly as it was', async () => {
    const before = await (await World.withContent()).everything();
    const undone = await killedAnywhere(failing, async (world, life, executionId) => {
      await life.until(executionId, 'compensated');
      expect(await world.everything()).toEqual(before);
      return told(await life.log(executionId)).filter((line) => line === 'undo.succeeded withdraw').length;
    });
    expect(new Set(undone)).toEqual(new Set([1]));
  });

  it('by two at once ends with nothing left, or for one of them with nothing to delete', async () => {
    const world = await World.withContent();
    const life = await world.life(deleting);
    const ids = await Promise.all([life.submit(), life.submit(), life.submit()]);
    const rows = await Promise.all(ids.map((id) => life.until(id, 'succeeded', 'failed')));
    expect(rows.map(({ status }) => status)).toContain('succeeded');
    for (const { status, error } of rows) {
      if (status === 'failed') expect(error).toContain('CONTENT_NOT_FOUND');
    }
    expect(await world.everything()).toEqual([[], [], []]);
  });
});
