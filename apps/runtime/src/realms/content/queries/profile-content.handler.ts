import { type ContentRef, ProfileContent, type ProfileContentOutput } from '@app/intent-contracts';
import { type Answers, type QueryContext, QueryHandler } from '../../../realm-kit/index.js';
import { findContentFacts } from '../content-facts.js';
import { contentNotFound } from './content-not-found.js';

@QueryHandler(ProfileContent)
export class ProfileContentHandler implements Answers<typeof ProfileContent> {
  async answer({ artifact_id }: ContentRef, { state }: QueryContext): Promise<ProfileContentOutput> {
    const facts = await findContentFacts(state, artifact_id);
    if (facts === undefined) throw contentNotFound(artifact_id);
    return { profile: facts.profile };
  }
}
