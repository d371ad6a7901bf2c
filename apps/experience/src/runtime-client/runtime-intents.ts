import { Injectable } from '@nestjs/common';
import type { Execution, ExecutionAccepted, IntentTypes, SubmitIntent } from '@app/intent-contracts';
import type { Answer } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import { Intents, type Submission, type SubmitOptions } from '../adapter-kit/intents.js';
import { linksOf } from './own-paths.js';
import { RuntimeClient } from './runtime-client.js';

@Injectable()
export class RuntimeIntents extends Intents {
  constructor(private readonly runtime: RuntimeClient) {
    super();
  }

  async submit(intent: SubmitIntent, options: SubmitOptions, caller: Caller): Promise<Submission> {
    const answer = await this.runtime.call<ExecutionAccepted | Execution>({
      method: 'POST',
      path: '/api/intent/submit',
      body: intent,
      caller,
      ...options,
    });
    if (!isAccepted(answer)) return { ended: true, answer: answer as Answer<Execution> };
    return { ended: false, answer: { ...answer, body: { ...answer.body, links: linksOf(answer.body.execution_id) } } };
  }

  types(caller: Caller): Promise<Answer<IntentTypes>> {
    return this.runtime.call({ method: 'GET', path: '/api/intent/types', caller });
  }
}

/** An acceptance says where to look next; a status has nothing more to say. */
function isAccepted(answer: Answer<ExecutionAccepted | Execution>): answer is Answer<ExecutionAccepted> {
  return 'links' in answer.body;
}
