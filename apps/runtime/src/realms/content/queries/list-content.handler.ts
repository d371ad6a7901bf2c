import { ListContent, type ListContentInput, type ListContentOutput } from '@app/intent-contracts';
import { type Answers, type QueryContext, QueryHandler } from '../../../realm-kit/index.js';
import { listContents } from '../content-facts.js';
import { pageToken, readPageToken } from './page-token.js';

const PAGE_SIZE = 50;

/** Pages through contents, newest first. What is taken in meanwhile is newer than the page and does not move it. */
@QueryHandler(ListContent)
export class ListContentHandler implements Answers<typeof ListContent> {
  async answer(input: ListContentInput, { state }: QueryContext): Promise<ListContentOutput> {
    const size = input.page_size ?? PAGE_SIZE;
    const after = input.page_token === undefined ? undefined : readPageToken(input.page_token, isText);
    const found = await listContents(state, { sessionId: input.session_id, after, limit: size + 1 });
    const contents = found.slice(0, size);
    const last = contents.at(-1);
    return { contents, ...(found.length > size && last && { next_page_token: pageToken(last.artifact_id) }) };
  }
}

function isText(position: unknown): position is string {
  return typeof position === 'string' && position !== '';
}
