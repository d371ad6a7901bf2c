import { type ContentRef, GetContent, type GetContentOutput } from '@app/intent-contracts';
import { type Answers, type QueryContext, QueryHandler } from '../../../realm-kit/index.js';
import { findContentFacts } from '../content-facts.js';
import { contentNotFound } from './content-not-found.js';

@QueryHandler(GetContent)
export class GetContentHandler implements Answers<typeof GetContent> {
  async answer({ artifact_id }: ContentRef, { state }: QueryContext): Promise<GetContentOutput> {
    const facts = await findContentFacts(state, artifact_id);
    if (facts === undefined) throw contentNotFound(artifact_id);
    return { content: { ...facts.content, profile: facts.profile } };
  }
}
