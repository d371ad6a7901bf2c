/* eslint-disable typescript/no-extraneous-class -- without TypeScript, members are only named where they are decorated. */
// Takes an artifact in and says what it was made from.
import { defineIntent, IntentHandler, Realm } from '@symphainy/runtime/realm-kit';
import { IsArray, IsOptional, IsString } from 'class-validator';

class MakeInput {}
IsString()(MakeInput.prototype, 'artifact_id');
IsArray()(MakeInput.prototype, 'sources');
IsString({ each: true })(MakeInput.prototype, 'sources');
IsOptional()(MakeInput.prototype, 'kind');
IsString()(MakeInput.prototype, 'kind');

class MakeOutput {}
IsString()(MakeOutput.prototype, 'artifact_id');

const Make = defineIntent({ type: 'derive.make', realm: 'derive', input: MakeInput, output: MakeOutput });

class MakeHandler {
  async run(saga, { artifact_id, sources, kind }) {
    await saga.step('describe', {
      invoke: async ({ artifacts }) => {
        const known = await Promise.all(sources.map((source) => artifacts.get(source)));
        artifacts.describe(artifact_id, { kind, sources: known });
      },
      compensate: ({ artifacts }) => artifacts.delete(artifact_id),
    });
    return { artifact_id };
  }
}
IntentHandler(Make, { version: 1 })(MakeHandler);

export class DeriveRealm {}
Realm({ name: 'derive', handlers: [MakeHandler] })(DeriveRealm);
export { DeriveRealm as realm };
