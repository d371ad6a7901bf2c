import { describe, expect, it } from '@jest/globals';
import { problemOf, ProblemError, type Caller, type Problem, type StreamItem } from '@symphainy/experience/adapter-kit';
import { ConnectionSessions } from '../connection/connection-sessions.js';
import { ExecutionFollower } from '../executions/execution-follower.js';
import { IntentTools } from './intent-tools.js';
import type { CallToolResult } from './tool.js';
import { refusalResult } from './tool-results.js';

const TYPE = { type: 'orders.place', realm: 'orders', payload_schema: { properties: {} } };
const ACCEPTED = { execution_id: 'exe_1', status: 'queued' };
const caller = (signal = new AbortController().signal): Caller => ({ tenantId: 'acme', traceparent: '', signal });

const away = (): Promise<never> => Promise.reject(new ProblemError('RUNTIME_UNAVAILABLE', 'Runtime is away.'));
const answering = (body: object) => () => Promise.resolve({ body });

/** Places an order where the ports of the kit do this. */
async function placed(feed: object, by = caller()): Promise<CallToolResult> {
  const intents = {
    types: answering({ intent_types: [TYPE] }),
    submit: () => Promise.resolve({ ended: false, answer: { body: ACCEPTED } }),
  };
  const sessions = new ConnectionSessions({ create: answering({ session: { session_id: 'ses_1' } }) } as never);
  const executions = { status: answering({ ...ACCEPTED, status: 'running', residual_effects: [] }) };
  const tools = new IntentTools(intents as never, sessions, new ExecutionFollower(feed as never, executions as never));
  const [tool] = await tools.all(by);
  const connection = { caller: by, userId: 'ann', sessionId: undefined };
  return tool!.call({ arguments: {}, connection, idempotencyKey: 'k', tell: () => Promise.resolve() });
}

const wordsOf = ({ content }: CallToolResult): string => JSON.stringify(content);

describe('an order that was accepted', () => {
  it('is named to the client even if it cannot be followed, so that nobody places it again', async () => {
    const result = await placed({ open: away });
    expect(result).toMatchObject({ isError: true, structuredContent: ACCEPTED });
    expect(wordsOf(result)).toMatch(/goes on, but cannot be followed here: Runtime is away.*do not call again/);
  });

  it('is told to go on when this process stops in the middle', async () => {
    async function* cutOff(): AsyncGenerator<StreamItem> {
      yield { kind: 'upstream', state: 'away' };
    }
    const result = await placed({ open: () => Promise.resolve({ items: cutOff() }) });
    expect(result).toMatchObject({ isError: true, structuredContent: { execution_id: 'exe_1', status: 'running' } });
    expect(wordsOf(result)).toContain('goes on, though nobody follows it here');
  });

  it('is not spoken of to a client that has left', async () => {
    const leaving = new AbortController();
    leaving.abort();
    await expect(placed({ open: away }, caller(leaving.signal))).rejects.toThrow(/Runtime is away/);
  });
});

describe('a call that got no answer', () => {
  const told = (problem: Problem, isHarmlessToRepeat: boolean): string =>
    wordsOf(refusalResult(problem, isHarmlessToRepeat));

  it('is not to be repeated where it may have been taken up', () => {
    const problem = problemOf('RUNTIME_UNAVAILABLE', 'Runtime is away.');
    expect(told(problem, false)).toContain('It is not known whether this was taken up.');
    expect(told(problem, true)).toContain('Trying again may help.');
  });

  it('may be repeated where it was certainly refused', () => {
    expect(told(problemOf('TOO_MANY_REQUESTS', 'Slower.'), false)).toContain('Trying again may help.');
    expect(told(problemOf('PAYLOAD_INVALID', 'No.'), false)).toBe('[{"type":"text","text":"No."}]');
  });
});
