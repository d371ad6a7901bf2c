import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProblemError, type EventPage } from '@app/intent-contracts';
import type { Caller } from '../adapter-kit/caller.js';
import { EventPages } from './event-pages.js';
import { ClientGone } from './runtime-away.js';
import type { RuntimeClient } from './runtime-client.js';

const STREAM = { executionId: 'exe_1' };
const PAGE: EventPage = { events: [], cursors: [], next_cursor: '', after: '', done: false };

describe('those who ask for the same page while it comes', () => {
  let asked: { caller: Caller; answer: (page: EventPage) => void; refuse: (error: Error) => void }[];
  let pages: EventPages;

  beforeEach(() => {
    asked = [];
    const call = ({ caller }: { caller: Caller }): Promise<unknown> =>
      new Promise((resolve, reject) => {
        asked.push({ caller, answer: (body) => resolve({ body }), refuse: reject });
        caller.signal.addEventListener('abort', () => reject(new ClientGone()), { once: true });
      });
    pages = new EventPages({ call } as unknown as RuntimeClient);
  });

  function someone(who: Partial<Caller> = {}, after = '1'): { leave: () => void; page: Promise<unknown> } {
    const ending = new AbortController();
    const caller = { authorization: 'Bearer a', tenantId: 'acme', traceparent: '', signal: ending.signal, ...who };
    const page = pages.readAlike(STREAM, after, caller).catch((error: unknown) => error);
    return { leave: () => ending.abort(), page };
  }

  it('are given what was asked once', async () => {
    const crowd = Array.from({ length: 3 }, () => someone());
    expect(asked).toHaveLength(1);
    asked[0]!.answer(PAGE);
    for (const { page } of crowd) expect(await page).toBe(PAGE);
  });

  it.each([
    ['say otherwise who they are', { authorization: 'Bearer b' }, '1'],
    ['name another tenant', { tenantId: 'other' }, '1'],
    ['are elsewhere in the stream', {}, '2'],
  ])('are not given it if they %s', async (_, who, after) => {
    const [one, other] = [someone(), someone(who, after)];
    expect(asked).toHaveLength(2);
    asked[0]!.answer(PAGE);
    asked[1]!.refuse(new ProblemError('EXECUTION_NOT_FOUND', 'It is not yours.'));
    expect(await one.page).toBe(PAGE);
    expect(await other.page).toBeInstanceOf(ProblemError);
  });

  it('ask each for itself what is the latest', () => {
    for (let count = 0; count < 3; count += 1) someone({}, 'latest');
    expect(asked).toHaveLength(3);
  });

  it('may leave, which ends the call when nobody waits any more', async () => {
    const [first, second] = [someone(), someone()];
    first.leave();
    expect(await first.page).toBeInstanceOf(ClientGone);
    expect(asked[0]!.caller.signal.aborted).toBe(false);
    second.leave();
    expect(await second.page).toBeInstanceOf(ClientGone);
    expect(asked[0]!.caller.signal.aborted).toBe(true);
  });

  it('are all told that Runtime is away, and ask by themselves when the first of them was refused otherwise', async () => {
    const away = Array.from({ length: 3 }, () => someone());
    asked[0]!.refuse(new ProblemError('RUNTIME_UNAVAILABLE', 'It is away.'));
    for (const { page } of away) expect(await page).toMatchObject({ problem: { status: 503 } });
    expect(asked).toHaveLength(1);

    const refused = Array.from({ length: 3 }, () => someone());
    asked[1]!.refuse(new ProblemError('EXECUTION_NOT_FOUND', 'It is not there yet.'));
    await refused[0]!.page;
    expect(asked).toHaveLength(4);
  });
});
