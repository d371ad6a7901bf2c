import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { ExponentialBackoff, handleWhen, retry, type RetryPolicy } from 'cockatiel';
import type { Caller } from '../adapter-kit/caller.js';
import { connectionFailure } from './connection-failure.js';
import { answerOf, refusalOf, type RuntimeAnswer } from './runtime-answer.js';
import { RuntimeAway, unavailable, type HowAway } from './runtime-away.js';
import { RuntimeConnections } from './runtime-connections.js';
import { RuntimePulse } from './runtime-pulse.js';

/** A call of Runtime in words of HTTP. */
export interface RuntimeRequest {
  readonly method: 'GET' | 'POST';
  /** As `runtimePath` gives it. */
  readonly path: string;
  readonly caller: Caller;
  readonly query?: Record<string, string | number | undefined>;
  readonly body?: object;
  readonly headers?: Record<string, string | undefined>;
  readonly idempotencyKey?: string | undefined;
  /** Seconds that Runtime may wait with the answer. */
  readonly wait?: number | undefined;
  /** Whether a POST changes nothing, so that it can be repeated as a GET can. */
  readonly readOnly?: boolean;
}

/** Longest an answer may take; whether Runtime is there at all is found out sooner, by its pulse. */
const ANSWER_TIMEOUT_MS = 60_000;

/** Three tries within half a second, so that a client is told within one that Runtime is away. */
function repeatAfter(...failures: HowAway[]): RetryPolicy {
  return retry(
    handleWhen((error) => error instanceof RuntimeAway && failures.includes(error.how)),
    { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 200 }) },
  );
}

/** The one door to Runtime. */
@Injectable()
export class RuntimeClient {
  private readonly repeatUnseen = repeatAfter('refused', 'stale');
  private readonly repeatHarmless = repeatAfter('refused', 'stale', 'cut');

  constructor(
    private readonly http: HttpService,
    private readonly pulse: RuntimePulse,
    private readonly connections: RuntimeConnections,
  ) {}

  /**
   * Asks and reads the whole answer. Rejects with `RelayedProblem` if Runtime refused, with `RUNTIME_UNAVAILABLE` if it
   * gave no answer. A POST that is neither read-only nor has a key is repeated only if Runtime has not seen it.
   */
  async call<Body>(request: RuntimeRequest): Promise<RuntimeAnswer<Body>> {
    const harmless = request.method === 'GET' || request.readOnly === true || request.idempotencyKey !== undefined;
    const policy = harmless ? this.repeatHarmless : this.repeatUnseen;
    const config = {
      ...configOf(request),
      data: request.body,
      timeout: ANSWER_TIMEOUT_MS + (request.wait ?? 0) * 1_000,
    };
    return this.answered(async () => answerOf<Body>(await policy.execute(() => this.attempt(request, config))));
  }

  /** Asks, and hands the answer over before its body has come. Rejects as `call` does. */
  async open(request: RuntimeRequest): Promise<AxiosResponse<Readable>> {
    const config: AxiosRequestConfig = { ...configOf(request), responseType: 'stream' };
    return this.answered(async () => {
      const response = await this.repeatHarmless.execute(() => this.attempt<Readable>(request, config));
      if (response.status < 400) return response;
      throw refusalOf({ ...response, data: await json(response.data) });
    });
  }

  /**
   * Sends a body as it comes, once, on a connection of its own: a stream cannot be sent again, so it must not meet a
   * pooled connection that Runtime is just closing. Rejects as `call` does, and with what `content` failed with.
   */
  async send<Body>(request: RuntimeRequest, content: Readable): Promise<RuntimeAnswer<Body>> {
    const config = { ...configOf(request), ...this.connections.fresh, data: content };
    return this.answered(async () => {
      try {
        return answerOf<Body>(await this.attempt(request, config));
      } catch (error) {
        throw content.errored ?? error;
      }
    });
  }

  private attempt<Data>(request: RuntimeRequest, config: AxiosRequestConfig): Promise<AxiosResponse<Data>> {
    const terms = { caller: request.caller.signal, waits: request.wait !== undefined };
    return this.pulse.watch(terms, async (signal) => {
      try {
        return await this.http.axiosRef.request<Data>({ ...config, signal });
      } catch (error) {
        throw connectionFailure(error);
      }
    });
  }

  private async answered<Result>(ask: () => Promise<Result>): Promise<Result> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RuntimeAway)) throw error;
      if (error.how === 'refused' || error.how === 'unreachable') this.pulse.lose(error.message);
      throw unavailable(error);
    }
  }
}

function configOf(request: RuntimeRequest): AxiosRequestConfig {
  const { method, path, caller, query, headers, idempotencyKey, wait } = request;
  const sent: Record<string, string | undefined> = {
    traceparent: caller.traceparent,
    Authorization: caller.authorization,
    'X-Tenant-Id': caller.tenantId,
    'Idempotency-Key': idempotencyKey,
    Prefer: wait === undefined ? undefined : `wait=${wait}`,
    ...headers,
  };
  const given = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { method, url: path, params: query, headers: Object.fromEntries(given) };
}
