import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { QueryDefinition } from '@app/intent-contracts';
import { ArtifactsService } from '../../artifacts/artifacts.service.js';
import { BlobStore, type BlobDigest } from '../../artifacts/blob-store.js';
import { RuntimeConfig } from '../../config/runtime-config.js';
import type { Clock } from '../../determinism/clock.js';
import type { QueryRegistry, RegisteredQuery } from '../../queries/query-registry.js';
import { QuotasService } from '../../quotas/quotas.service.js';
import { StoredRealmData } from '../../realm-data/stored-realm-data.js';
import { TerminalError } from '../../sagas/saga-errors.js';
import { SqlUsageStore } from '../../storage/sql/sql-usage-store.js';
import { LocalConnection } from '../../storage/sqlite/local-connection.js';
import { storesOn, type SqlStores } from '../../storage/testing/stores-on.js';
import { RehearsalClock } from './rehearsal-clock.js';
import type { RehearsalArtifact, RehearsalOptions } from './rehearsal-options.js';
import { MadeArtifactIds } from './rehearsal-ids.js';

export const TENANT = 'acme';
export const SESSION = 'ses_1';
/** Bytes are not hashed in a rehearsal. */
const ANY_HASH = '0'.repeat(64);

/** Bytes of artifacts where a test has put them. */
class RehearsalBlobs extends BlobStore {
  readonly paths = new Map<string, string>();

  constructor(private readonly fileOf: (id: string) => string) {
    super();
  }

  override async write(id: string, bytes: Readable): Promise<BlobDigest> {
    const path = this.fileOf(id);
    await pipeline(bytes, createWriteStream(path));
    this.paths.set(id, path);
    return { size: statSync(path).size, sha256: ANY_HASH };
  }
  override read(id: string) {
    return createReadStream(this.paths.get(id) ?? id);
  }
  override withFile<Result>(id: string, use: (path: string) => Promise<Result>): Promise<Result> {
    return use(this.paths.get(id)!);
  }
  override remove(): Promise<void> {
    return Promise.resolve();
  }
  override async *writtenBefore(): AsyncIterable<string> {}
}

/** What outlives every crash of a rehearsal: a database in memory, files, and what is in both before it begins. */
export class RehearsalStage {
  private folder: string | undefined;
  private readonly blobs = new RehearsalBlobs((id) => this.fileOf(id));
  readonly stores: SqlStores;
  readonly data: StoredRealmData;

  private constructor(
    readonly database: LocalConnection,
    clock: Clock,
    answers: NonNullable<RehearsalOptions['answers']>,
  ) {
    this.stores = storesOn(database);
    const { facts, artifacts } = this.stores;
    const queries = { find: (type: string) => answerOf(type, answers) } as QueryRegistry;
    const config = RuntimeConfig.from({});
    const quotas = new QuotasService(config, new SqlUsageStore(database), clock);
    const uploads = new ArtifactsService(artifacts, this.blobs, config, clock, new MadeArtifactIds(), quotas);
    this.data = new StoredRealmData(facts, artifacts, this.blobs, uploads, queries);
  }

  static async set(
    realm: string,
    { facts = {}, artifacts = [], answers = {} }: RehearsalOptions,
    now: number,
    /** The artifact that the intent takes in: as after an upload, nobody has it before. */
    takes?: string,
  ): Promise<RehearsalStage> {
    const stage = new RehearsalStage(await LocalConnection.open(), new RehearsalClock({ now }), answers);
    const times = { createdAt: now, updatedAt: now, expiresAt: now + 1e12 };
    await stage.database.write('createSession', () => ({
      sessionId: SESSION,
      tenantId: TENANT,
      userId: 'ann',
      context: '{}',
      closed: false,
      ...times,
    }));
    for (const [key, value] of Object.entries(facts)) {
      await stage.stores.facts.put({ tenantId: TENANT, scope: `realm:${realm}` }, key, JSON.stringify(value));
    }
    for (const artifact of artifacts) await stage.put(artifact, now, artifact.artifact_id === takes);
    return stage;
  }

  async factsOf(realm: string): Promise<Record<string, unknown>> {
    const range = { tenantId: TENANT, scope: `realm:${realm}`, prefix: '', descending: false, limit: 1_000_000 };
    const facts = await this.stores.facts.list(range);
    return Object.fromEntries(facts.map(({ key, value }) => [key, JSON.parse(value) as unknown]));
  }

  async artifacts(): Promise<Record<string, { filename: string; kind: string | null; media_type: string }>> {
    const found = await this.stores.artifacts.list({ tenantId: TENANT, limit: 1_000_000 });
    return Object.fromEntries(
      found.map(({ artifactId, filename, kind, mediaType }) => [artifactId, { filename, kind, media_type: mediaType }]),
    );
  }

  async strike(): Promise<void> {
    await this.database.close();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private async put(artifact: RehearsalArtifact, now: number, taken: boolean): Promise<void> {
    const { artifact_id: artifactId, content = '', path = this.fileOf(artifactId) } = artifact;
    if (artifact.path === undefined) writeFileSync(path, content);
    this.blobs.paths.set(artifactId, path);
    await this.stores.artifacts.stage({
      artifactId,
      tenantId: TENANT,
      sessionId: SESSION,
      executionId: null,
      staged: taken && artifact.kind === undefined,
      filename: artifact.filename ?? 'file.bin',
      kind: artifact.kind ?? null,
      mediaType: artifact.media_type ?? 'application/octet-stream',
      size: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
      sha256: ANY_HASH,
      createdAt: now,
    });
  }

  private fileOf(id: string): string {
    this.folder ??= mkdtempSync(join(tmpdir(), 'rehearsal-'));
    return join(this.folder, encodeURIComponent(id));
  }
}

/** What a test says that realms answer. */
function answerOf(type: string, answers: NonNullable<RehearsalOptions['answers']>): RegisteredQuery {
  const answer = (input: object): object => {
    if (answers[type]) return answers[type](input);
    const detail = `Nobody answers "${type}" in this rehearsal. Give an answer with the option \`answers\`.`;
    throw new TerminalError(detail, { code: 'QUERY_TYPE_UNKNOWN', notApplied: true });
  };
  const [realm = ''] = type.split('.');
  const definition = { type, realm, title: type, input: Object, output: Object } as QueryDefinition;
  return { definition, handler: { answer: async (input) => answer(input) } };
}
