import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { spokenSize } from '../elements/spoken-time.js';
import { TimeAgo } from '../elements/time-ago.js';
import { problemOf } from '../experience/answered-problem.js';
import { FirstMinute } from '../first-minute/first-minute.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { DropZone } from './drop-zone.js';

import { UploadList } from './upload-list.js';
import { useContents } from './use-contents.js';

const ROW_PX = 52;

export function ContentList({ open }: { readonly open: string | undefined }) {
  const { contents, isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useContents();
  const { search } = useAddress();
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: contents.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last > contents.length - 20) void fetchNextPage();
  }, [last, contents.length, hasNextPage]);

  return (
    <section className="list" aria-labelledby="content-title">
      <header className="room-head">
        <h1 id="content-title">Content</h1>
        {contents.length > 1 && (
          <Link className="button push" href={withSearch('/products/new', search, {})}>
            <Icon name="products" />
            Mash tables
          </Link>
        )}
      </header>
      <DropZone isLarge={contents.length === 0} />
      <UploadList />
      {error && contents.length === 0 && (
        <div className="pad">
          <ProblemNotice problem={problemOf(error)} />
        </div>
      )}
      <div ref={frame} className="scroll">
        {!isPending && !error && <FirstMinute isEmpty={contents.length === 0} />}
        <ul className="rows" style={{ height: rows.getTotalSize() }} aria-label="Content, newest first">
          {shown.map(({ index, start }) => {
            const { artifact_id: id, filename, kind, media_type, size, created_at } = contents[index]!;
            return (
              <li key={id} className="placed" style={{ transform: `translateY(${start}px)` }}>
                <Link
                  href={withSearch(`/content/${encodeURIComponent(id)}`, search, { view: '', table: '' })}
                  className="row"
                  aria-current={id === open ? 'true' : undefined}
                >
                  <span className="kind" aria-hidden="true">
                    <Icon name={kind === 'table' ? 'table' : 'content'} />
                  </span>
                  <span className="row-main">
                    <span className="row-title clip">{filename}</span>
                    <span className="row-sub clip">
                      {kind} · {media_type}
                    </span>
                  </span>
                  <span className="row-side">
                    <TimeAgo time={created_at} />
                    <span className="quiet">{spokenSize(size)}</span>
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
