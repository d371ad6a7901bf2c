import { Injectable } from '@nestjs/common';
import type { SystemAnswer } from '@app/intent-contracts';
import type { Answer } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import { System } from '../adapter-kit/system.js';
import { RuntimeClient } from './runtime-client.js';

@Injectable()
export class RuntimeSystem extends System {
  constructor(private readonly runtime: RuntimeClient) {
    super();
  }

  describe(caller: Caller): Promise<Answer<SystemAnswer>> {
    return this.runtime.call({ method: 'GET', path: '/api/system', caller });
  }
}
