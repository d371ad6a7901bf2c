import { Injectable } from '@nestjs/common';
import type { QueryDefinition, SubmitQuery } from '@app/intent-contracts';
import type { Caller } from '../adapter-kit/caller.js';
import { Queries } from '../adapter-kit/queries.js';
import { RuntimeClient } from './runtime-client.js';

@Injectable()
export class RuntimeQueries extends Queries {
  constructor(private readonly runtime: RuntimeClient) {
    super();
  }

  async ask<Input extends object, Output extends object>(
    query: QueryDefinition<Input, Output>,
    payload: Input,
    tenantId: string,
    caller: Caller,
  ): Promise<Output> {
    const asked: SubmitQuery = {
      query_type: query.type,
      realm: query.realm,
      tenant_id: tenantId,
      payload: payload as Record<string, unknown>,
    };
    const { body } = await this.runtime.call<{ result: Output }>({
      method: 'POST',
      path: '/api/query/submit',
      body: asked,
      readOnly: true,
      caller,
    });
    return body.result;
  }
}
