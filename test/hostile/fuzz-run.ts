import { Agent, request } from 'node:http';
import { Random } from '../chaos/random.js';
import type { PlaneClient } from '../processes/plane-client.js';
import { placeOrder, uploadContent } from '../processes/intents.js';
import { send } from '../processes/plane-client.js';
import { DocumentedAnswers, type Received } from './documented-answers.js';
import { FuzzedRequests, type FuzzedRequest, type Known } from './fuzzed-requests.js';
import { operationsOf, type OpenApi } from './openapi-operations.js';

const AT_ONCE = 12;
const MOST_FLAWS = 25;
/** Longer than anything that is asked for here may take: nobody asks to wait for more than a second. */
const HANGS_MS = 20_000;

export interface FuzzOptions {
  readonly plane: PlaneClient;
  readonly document: OpenApi;
  readonly known: Known;
  readonly requests: number;
  readonly seed: number;
}

export interface FuzzOutcome {
  /** How many answers there were of each status. */
  readonly statuses: Record<string, number>;
  /** How many operations have been answered with what they are for. */
  readonly succeeded: number;
  readonly operations: number;
  readonly flaws: string[];
}

/** Sends so many requests to every operation of a document in turn, and holds each answer against it. */
export async function fuzz({ plane, document, known, requests, seed }: FuzzOptions): Promise<FuzzOutcome> {
  const operations = operationsOf(document);
  const drawn = new FuzzedRequests(document, known, new Random(seed));
  const answers = new DocumentedAnswers(document);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const statuses: Record<string, number> = {};
  const succeeded = new Set<string>();
  const flaws: string[] = [];
  let left = operations.length > 0 ? requests : 0;
  const worker = async (): Promise<void> => {
    while (left > 0 && flaws.length < MOST_FLAWS) {
      left -= 1;
      const fuzzed = drawn.next(operations[left % operations.length]!);
      const received = await answerTo(plane, fuzzed, agent);
      const status = typeof received === 'string' ? 'none' : received.status;
      statuses[status] = (statuses[status] ?? 0) + 1;
      const flaw = typeof received === 'string' ? received : flawOf(answers, fuzzed, received);
      if (flaw !== undefined) flaws.push(`${told(fuzzed)} → ${flaw}`);
      if (Number(status) < 400 && !fuzzed.isElsewhere) succeeded.add(fuzzed.operation.operationId);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  agent.destroy();
  return { statuses, succeeded: succeeded.size, operations: operations.length, flaws };
}

/** What a method or an address that no document tells of is answered with is a problem, like everything else. */
function flawOf(
  answers: DocumentedAnswers,
  { operation, isElsewhere }: FuzzedRequest,
  received: Received,
): string | undefined {
  // Node itself refuses what is no HTTP, before anybody who could describe it has seen it.
  if (received.status === 400 && received.text === '') return undefined;
  if (isElsewhere) return received.status >= 500 ? `${received.status}: ${received.text.slice(0, 300)}` : undefined;
  return answers.flawOf(operation, received);
}

function told({ method, target, headers, body }: FuzzedRequest): string {
  return `${method} ${target.slice(0, 300)} ${JSON.stringify(headers).slice(0, 400)} ${body?.toString().slice(0, 400) ?? ''}`;
}

/** Resolves to the answer, or to what happened instead of one. */
function answerTo(
  plane: PlaneClient,
  { method, target, headers, body }: FuzzedRequest,
  agent: Agent,
): Promise<Received | string> {
  const { hostname, port } = new URL(plane.base);
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'Content-Length': String(body.length) };
    // What Node would not write as a header is written as those do who write theirs byte by byte.
    const written = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
    );
    const asked = request(
      { hostname, port, method, path: target, headers: { ...written, ...length }, agent, timeout: HANGS_MS },
      (answer) => {
        const mediaType = answer.headers['content-type']?.split(';')[0]?.trim();
        const chunks: Buffer[] = [];
        const end = (): void =>
          resolve({ status: answer.statusCode ?? 0, mediaType, text: Buffer.concat(chunks).toString() });
        answer
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', end)
          .on('error', () => resolve('the answer broke off'));
        // A stream of events has no end that could be waited for.
        if (mediaType === 'text/event-stream') {
          end();
          asked.destroy();
        }
      },
    );
    asked.on('timeout', () => {
      resolve(`no answer within ${HANGS_MS} ms`);
      asked.destroy();
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(`no answer: ${error.code ?? error.message}`));
    asked.end(body);
  });
}

/** Makes something of every kind, so that requests meet more than 404. */
export async function somethingKnown(v1: PlaneClient): Promise<Known> {
  const session = await v1.session();
  const closing = await Promise.all([v1.session(), v1.session()]);
  const orders = await Promise.all([
    v1.accepted(placeOrder(session)),
    v1.accepted(placeOrder(session, { simulate: { fail_step: 'create-order' } })),
    v1.accepted(placeOrder(session, { simulate: { delay_ms: 2_000 } })),
  ]);
  const uploads = await Promise.all(
    ['id,a\n1,x\n2,y\n', 'id,b\n1,z\n3,w\n'].map((text, index) =>
      v1.accepted(uploadContent(session, text, `t${index}.csv`)),
    ),
  );
  const contents = await Promise.all(
    uploads.map(
      async ({ execution_id }) => ((await v1.ended(execution_id)).result as { artifact_id: string }).artifact_id,
    ),
  );
  const mash = await send<{ execution_id: string }>('POST', `${v1.base}/data-mash/create`, {
    json: { content_refs: contents, tenant_id: session.tenant_id, session_id: session.session_id, options: {} },
  });
  const mashed = (await v1.ended(mash.body.execution_id)).result as
    { mash_id: string; artifact_id: string } | undefined;
  const executions = [...orders, ...uploads].map(({ execution_id }) => execution_id);
  const sessions = [session.session_id, ...closing.map(({ session_id }) => session_id)];
  return {
    sessionId: sessions,
    session_id: [session.session_id],
    tenant_id: ['acme', 'acme', 'acme', 'globex'],
    user_id: ['ann'],
    executionId: executions,
    execution_id: executions,
    contentId: contents,
    artifactId: [...contents, ...(mashed ? [mashed.artifact_id] : [])],
    artifact_id: contents,
    content_refs: contents,
    content_ref: contents,
    mashId: mashed ? [mashed.mash_id] : [],
    key: ['k1', 'k2'],
    name: ['reserve-stock', 'go'],
    step: ['reserve-stock'],
    intent_type: ['orders.place', 'content.upload', 'data_mash.create', 'content.delete'],
    query_type: ['content.list', 'content.get', 'content.preview', 'data_mash.plan'],
    realm: ['orders', 'content', 'insights'],
  };
}
