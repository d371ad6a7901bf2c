import { useQuery } from '@tanstack/react-query';
import { useConsole } from '../app/console-context.js';
import { answered } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';

interface SheetChoiceProps {
  readonly contentId: string;
  readonly chosen: string;
  readonly choose: (ref: string) => void;
}

/** Which table of a file that has several. */
export function SheetChoice({ contentId, chosen, choose }: SheetChoiceProps) {
  const { client, identity } = useConsole();
  const { data } = useQuery({
    queryKey: ['content', nameOf(identity), contentId],
    queryFn: () => answered(client.GET('/v1/content/{contentId}', { params: { path: { contentId } } })),
    staleTime: 60_000,
  });
  const tables = data?.content.profile.tables ?? [];
  if (tables.length < 2) return null;
  return (
    <label className="choice chosen sheet">
      <span className="said">Table of {data?.content.filename}</span>
      <select
        value={chosen.split('#')[1] ?? tables[0]!.name}
        onChange={({ target }) => choose(`${contentId}#${target.value}`)}
      >
        {tables.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
