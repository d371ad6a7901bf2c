import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContentProfile, DataMash, Execution, Session } from '@app/intent-contracts';
import { bound, LONG, print, SEED } from '../chaos/judge.js';
import { Random } from '../chaos/random.js';
import { childrenOf } from '../processes/children-of.js';
import { uploadContent } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { ROOT, runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { type HostileFile, HostileFileMaker } from './hostile-file-maker.js';

const FILES = Number(process.env['FUZZ_FILES'] ?? (LONG ? 2_000 : 24));
const AT_ONCE = 4;
const EXAMPLES = join(ROOT, 'examples/data');
const SECRET = 'the secret that nobody may read';
const BLAMED = new Set(['FILE_UNREADABLE', 'PROFILER_FAILED', 'PAYLOAD_INVALID']);
const NO_MASH = new Set(['MASH_IMPOSSIBLE', 'MASHER_FAILED']);

const temporary = temporaryFolder('fuzzed-tmp');
const forbidden = temporaryFolder('forbidden');
const secret = join(forbidden, 'secret.txt');
const data = temporaryFolder('fuzzed-data');
let runtime: PlaneProcess;
let client: PlaneClient;
let session: Session;

beforeAll(async () => {
  writeFileSync(secret, SECRET);
  mkdirSync(temporary, { recursive: true });
  runtime = await runtimeProcess({ DATA_DIR: data, TMPDIR: temporary });
  await runtime.start();
  client = new PlaneClient(`${runtime.url}/api`);
  session = await client.session();
});

afterAll(() => runtime.kill());

async function carriedOut(intent_type: string, realm: string, payload: Record<string, unknown>): Promise<Execution> {
  const { session_id, tenant_id } = session;
  const { execution_id } = await client.accepted({ intent_type, realm, session_id, tenant_id, payload });
  return client.ended(execution_id, { within: 120_000 });
}

async function takenIn({ bytes, filename }: HostileFile): Promise<Execution> {
  const { execution_id } = await client.accepted(uploadContent(session, bytes, filename));
  return client.ended(execution_id, { within: 120_000 });
}

/** A Parquet file, as the product itself makes them. */
async function parquet(): Promise<Buffer> {
  const taken = await Promise.all(
    ['orders-2025.csv', 'customers.csv'].map((filename) =>
      takenIn({ filename, bytes: readFileSync(join(EXAMPLES, filename)) }),
    ),
  );
  const content_refs = taken.map(({ result }) => (result as { artifact_id: string }).artifact_id);
  const mash = (await carriedOut('data_mash.create', 'insights', { content_refs })).result as DataMash;
  const answer = await fetch(`${client.base}/artifact/${mash.artifact_id}/content`);
  return Buffer.from(await answer.arrayBuffer());
}

/** What must not have happened; the file is one that repeats it. */
class Findings {
  readonly wrong: string[] = [];
  readonly outcomes = new Map<string, number>();

  note(what: string, { status, error, result }: Execution, allowed: ReadonlySet<string>): void {
    const outcome = status === 'succeeded' ? 'succeeded' : (error?.code ?? 'no code');
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (status !== 'succeeded' && !(allowed.has(outcome) && /.{20}/.test(error?.detail ?? ''))) {
      this.wrong.push(`${what}: ${status} ${JSON.stringify(error)}`);
    }
    if (JSON.stringify([result, error]).includes(SECRET)) this.wrong.push(`${what}: tells the secret`);
  }
}

describe('files that somebody has tampered with', () => {
  it(
    'are profiled and mashed or fail alone, and reach nothing beyond their own folder',
    async () => {
      const examples = readdirSync(EXAMPLES).filter((name) => name !== 'README.md');
      const fine = [await parquet(), ...examples.map((name) => readFileSync(join(EXAMPLES, name)))] as [
        Buffer,
        ...Buffer[],
      ];
      const { pid } = runtime;
      const random = new Random(SEED);
      const maker = new HostileFileMaker(fine, random, { secret, folder: forbidden });
      // One that is surely broken, so that few files show both outcomes, too.
      const broken = { filename: 'cut.json', bytes: Buffer.from('[{"a": 1}, {"a": ') };
      const files = [broken, ...Array.from({ length: FILES }, () => maker.make())];
      const findings = new Findings();
      const tables: string[] = [];
      const queue = [...files.entries()];
      const work = async () => {
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
          const [nth, file] = next;
          const execution = await takenIn(file);
          findings.note(`file ${nth} (${JSON.stringify(file.filename)})`, execution, BLAMED);
          const taken = execution.result as { artifact_id: string; profile: ContentProfile } | undefined;
          if (taken?.profile.kind === 'table') tables.push(taken.artifact_id);
          const partner = tables.at(-2);
          if (nth % 3 !== 0 || taken?.profile.kind !== 'table' || partner === undefined) continue;
          const options = {
            mode: random.oneOf(['auto', 'union', 'join']),
            format: random.oneOf(['parquet', 'csv', 'json']),
          };
          const payload = { content_refs: [taken.artifact_id, partner], options };
          findings.note(`mash of file ${nth}`, await carriedOut('data_mash.create', 'insights', payload), NO_MASH);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));

      print(
        'fuzzed files',
        `${FILES} files, CHAOS_SEED=${SEED}: ${JSON.stringify(Object.fromEntries(findings.outcomes))}`,
      );
      print('fuzzed files', `fewer than ${bound(FILES)} % of such files do harm`);
      expect(findings.wrong).toEqual([]);
      expect(runtime.isRunning && runtime.pid).toBe(pid);
      // Both have happened often enough for the rest to mean something.
      expect(findings.outcomes.get('succeeded')).toBeGreaterThan(FILES / 10);
      expect(findings.outcomes.get('FILE_UNREADABLE')).toBeGreaterThan(0);
      expect(readdirSync(forbidden)).toEqual(['secret.txt']);
      expect(readFileSync(secret, 'utf8')).toBe(SECRET);
      await runtime.stop();
      expect(childrenOf(pid)).toEqual([]);
      for (const deadline = Date.now() + 10_000; readdirSync(temporary).length > 0 && Date.now() < deadline;)
        await sleep(50);
      expect(readdirSync(temporary)).toEqual([]);
    },
    120_000 + FILES * 2_000,
  );
});
