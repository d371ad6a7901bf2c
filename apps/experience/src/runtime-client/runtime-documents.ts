import { Injectable } from '@nestjs/common';
import type { Caller } from '../adapter-kit/caller.js';
import { RuntimeClient } from './runtime-client.js';

/** The descriptions that Runtime gives of itself. */
@Injectable()
export class RuntimeDocuments {
  constructor(private readonly runtime: RuntimeClient) {}

  /** Runtime's OpenAPI document, without where it is served. Rejects with `RUNTIME_UNAVAILABLE` while it is away. */
  async openapi(caller: Caller): Promise<Record<string, unknown>> {
    const { body } = await this.runtime.call<Record<string, unknown>>({
      method: 'GET',
      path: '/api/openapi.json',
      caller,
    });
    const { servers: _servers, ...document } = body;
    return document;
  }
}
