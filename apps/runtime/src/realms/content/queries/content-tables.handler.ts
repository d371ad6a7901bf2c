import { type ContentRef, ContentTables, type ContentTablesOutput } from '@app/intent-contracts';
import { type Answers, type QueryContext, QueryHandler } from '../../../realm-kit/index.js';
import { findContentFacts } from '../content-facts.js';
import { contentNotFound } from './content-not-found.js';

@QueryHandler(ContentTables)
export class ContentTablesHandler implements Answers<typeof ContentTables> {
  async answer({ artifact_id }: ContentRef, { state }: QueryContext): Promise<ContentTablesOutput> {
    const facts = await findContentFacts(state, artifact_id);
    if (facts === undefined) throw contentNotFound(artifact_id);
    const { content, profile, copies = [] } = facts;
    const tables = profile.tables.map((table, nth) => {
      const copy = copies[nth] ?? null;
      return { table, ...(copy !== null && { artifact_id: copy }) };
    });
    return { content, tables };
  }
}
