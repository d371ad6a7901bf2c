import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { problemOf, type StreamItem } from '@app/intent-contracts';
import { TestServer } from '../../../../libs/intent-client/src/testing/test-server.js';
import { collect } from '../../../../libs/intent-client/src/testing/told.js';
import type { PollingUpstream } from './polling-upstream.js';
import { WebSocketUpstream } from './websocket-upstream.js';

const TARGET = { stream: { executionId: 'exe_1' }, tenantId: undefined };

describe("Runtime's streams over WebSocket", () => {
  let runtime: TestServer;
  let upstream: WebSocketUpstream;
  let askedAfter: string[];

  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    runtime = await TestServer.listen();
    runtime.log.add(2);
    askedAfter = [];
    const pages = {
      async *follow(_target: unknown, after: string): AsyncGenerator<StreamItem> {
        askedAfter.push(after);
        yield { kind: 'end', cursor: after };
      },
    } as unknown as PollingUpstream;
    upstream = new WebSocketUpstream({ RUNTIME_URL: new URL(runtime.url).origin } as never, pages);
  });

  afterEach(async () => {
    upstream.onModuleDestroy();
    await runtime.stop();
    jest.restoreAllMocks();
  });

  const follow = () => upstream.follow(TARGET, 'c0', new AbortController().signal);

  it('are asked for as pages where Runtime has no WebSocket, and it is not tried again each time', async () => {
    runtime.upgradeRefusal = problemOf('ROUTE_NOT_FOUND', '-');
    expect(await collect(follow())).toEqual(['end']);
    runtime.upgradeRefusal = undefined;
    expect(await collect(follow())).toEqual(['end']);
    expect(askedAfter).toEqual(['c0', 'c0']);
  });

  it('are gone on with by pages, from where they were, when an older Runtime takes the place of the one that had it', async () => {
    const seen = await collect(follow(), (all) => {
      if (all.length !== 2) return false;
      runtime.upgradeRefusal = problemOf('ROUTE_NOT_FOUND', '-');
      runtime.cut();
      return false;
    });
    expect(seen).toEqual([1, 2, 'away', 'back', 'end']);
    expect(askedAfter).toEqual(['c2']);
  });
});
