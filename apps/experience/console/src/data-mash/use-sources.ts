import { useQueries } from '@tanstack/react-query';
import { useConsole } from '../app/console-context.js';
import { answered } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';

/** A table that is to be mashed. */
export interface MashSource {
  readonly ref: string;
  readonly title: string;
  readonly columns: readonly string[];
}

/** The tables behind references to contents, `id` or `id#table`; undefined until all are known. */
export function useSources(refs: readonly string[]): MashSource[] | undefined {
  const { client, identity } = useConsole();
  const found = useQueries({
    queries: refs.map((ref) => {
      const [contentId = ''] = ref.split('#');
      return {
        queryKey: ['content', nameOf(identity), contentId],
        queryFn: () => answered(client.GET('/v1/content/{contentId}', { params: { path: { contentId } } })),
        staleTime: 60_000,
      };
    }),
  });
  const sources = refs.map((ref, index): MashSource | undefined => {
    const content = found[index]?.data?.content;
    if (content === undefined) return undefined;
    const [, name] = ref.split('#');
    const table = content.profile.tables.find((one) => one.name === name) ?? content.profile.tables[0];
    const title = name === undefined ? content.filename : `${content.filename} · ${name}`;
    return { ref, title, columns: table?.columns.map((column) => column.name) ?? [] };
  });
  return sources.every((source) => source !== undefined) ? sources : undefined;
}
