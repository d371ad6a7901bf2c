import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useConsole } from '../app/console-context.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { problemOf } from '../experience/answered-problem.js';
import { answered } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { textOf } from './text-of.js';

const ROW_PX = 29;
const PAGE = 200;

interface PreviewProps {
  readonly contentId: string;
  readonly table: string | undefined;
  readonly count: number | undefined;
}

/** The rows of a table: read as they are scrolled to, and only those in sight are drawn. */
export function Preview({ contentId, table, count }: PreviewProps) {
  const { client, identity } = useConsole();
  const frame = useRef<HTMLDivElement>(null);
  const pages = useInfiniteQuery({
    queryKey: ['preview', nameOf(identity), contentId, table ?? ''],
    queryFn: ({ pageParam, signal }) =>
      answered(
        client.GET('/v1/content/{contentId}/preview', {
          params: {
            path: { contentId },
            query: {
              rows: PAGE,
              ...(table !== undefined && { table }),
              ...(pageParam !== '' && { page_token: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token: next }) => next,
    staleTime: Infinity,
  });
  const rows = (pages.data?.pages.flatMap((page) => page.rows) ?? []) as unknown[][];
  const columns = pages.data?.pages[0]?.columns ?? [];
  const drawn = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const items = drawn.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (pages.hasNextPage && !pages.isFetchingNextPage && last > rows.length - PAGE / 2) void pages.fetchNextPage();
  }, [last, rows.length, pages.hasNextPage]);

  if (pages.error) return <ProblemNotice problem={problemOf(pages.error)} />;
  if (!pages.data) return <p className="quiet">Reading …</p>;
  if (columns.length === 0) return <p className="quiet">It has no rows.</p>;
  const above = items[0]?.start ?? 0;
  const below = drawn.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <>
      <div ref={frame} className="table-frame preview" tabIndex={0} role="region" aria-label="Rows">
        <table aria-rowcount={count ?? -1}>
          <thead>
            <tr>
              <th className="number quiet" scope="col">
                <span className="said">Row</span>
              </th>
              {columns.map(({ name, type }) => (
                <th key={name} scope="col" className={isNumber(type) ? 'number' : ''}>
                  {name} <span className="quiet">{type}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {above > 0 && <Space height={above} span={columns.length + 1} />}
            {items.map(({ index }) => (
              <tr key={index} aria-rowindex={index + 1}>
                <td className="number quiet">{index + 1}</td>
                {columns.map(({ name, type }, at) => (
                  <Cell key={name} value={rows[index]![at]} isRight={isNumber(type)} />
                ))}
              </tr>
            ))}
            {below > 0 && <Space height={below} span={columns.length + 1} />}
          </tbody>
        </table>
      </div>
      <p className="quiet small">
        {rows.length.toLocaleString()}
        {count !== undefined && ` of ${count.toLocaleString()}`} rows read{pages.hasNextPage ? '; scroll for more' : ''}
      </p>
    </>
  );
}

function Cell({ value, isRight }: { readonly value: unknown; readonly isRight: boolean }) {
  if (value === null || value === undefined) return <td className="nothing" aria-label="empty" />;
  const text = textOf(value);
  return (
    <td className={isRight ? 'number' : ''}>
      <span className="cell clip" title={text.length > 30 ? text : undefined}>
        {text}
      </span>
    </td>
  );
}

function Space({ height, span }: { readonly height: number; readonly span: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function isNumber(type: string): boolean {
  return type === 'integer' || type === 'number';
}
