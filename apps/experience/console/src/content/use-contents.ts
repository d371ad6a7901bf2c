import { useInfiniteQuery } from '@tanstack/react-query';
import { useConsole } from '../app/console-context.js';
import { answered } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';

/** What was taken in, newest first, page by page. */
export function useContents() {
  const { client, identity } = useConsole();
  const pages = useInfiniteQuery({
    queryKey: ['contents', nameOf(identity)],
    queryFn: ({ pageParam, signal }) =>
      answered(
        client.GET('/v1/content', {
          params: { query: { page_size: 100, ...(pageParam !== '' && { page_token: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token: next }) => next,
  });
  return { ...pages, contents: pages.data?.pages.flatMap(({ contents }) => contents) ?? [] };
}
