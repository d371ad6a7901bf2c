import { type Content, DeleteContent, type DeleteContentInput, type DeleteContentOutput } from '@app/intent-contracts';
import {
  type AttemptContext,
  type Handles,
  IntentHandler,
  NOTHING_TO_UNDO,
  type Saga,
  TerminalError,
} from '../../../realm-kit/index.js';
import {
  findContent,
  findCopies,
  findWithdrawn,
  forgetContent,
  restoreContent,
  withdrawContent,
} from '../content-facts.js';

/**
 * Deletes a content. It is withdrawn first, which is undone by putting it back as it was; then it is removed for good in
 * one commit. Of two at once either both find it gone in the end, or the second fails with `CONTENT_NOT_FOUND`.
 */
@IntentHandler(DeleteContent, { version: 1 })
export class DeleteContentHandler implements Handles<typeof DeleteContent> {
  async run(saga: Saga, { artifact_id }: DeleteContentInput): Promise<DeleteContentOutput> {
    const { session_id, filename, size } = await saga.step('withdraw', {
      invoke: (context) => withdraw(artifact_id, context),
      compensate: (context) => restore(artifact_id, context),
    });
    await saga.step('remove', {
      invoke: async ({ state, artifacts }) => {
        for (const copy of await findCopies(state, artifact_id)) artifacts.delete(copy);
        forgetContent(state, artifact_id, session_id);
        artifacts.delete(artifact_id);
      },
      // It commits with its outcome: one without an outcome has removed nothing and may be tried again, one with it ends all.
      compensate: NOTHING_TO_UNDO,
    });
    return { artifact_id, filename, size };
  }
}

async function withdraw(artifactId: string, { state }: AttemptContext): Promise<Content> {
  const content = await findContent(state, artifactId);
  if (content === undefined) {
    const why = (await findWithdrawn(state, artifactId))
      ? 'is being deleted already'
      : 'is not there. Ask content.list for those that are; an upload is among them once it has succeeded';
    throw new TerminalError(`The content ${artifactId} ${why}.`, { code: 'CONTENT_NOT_FOUND', notApplied: true });
  }
  withdrawContent(state, content);
  return content;
}

/** Nothing is put back where nothing was withdrawn, nor what another execution has removed or put back since. */
async function restore(artifactId: string, { state, artifacts }: AttemptContext): Promise<void> {
  const content = await findWithdrawn(state, artifactId);
  if (content === undefined) return;
  if (await artifacts.get(artifactId)) restoreContent(state, content);
  else forgetContent(state, artifactId, content.session_id);
}
