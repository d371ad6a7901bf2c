import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Empty } from '../elements/empty.js';
import { LiveMark } from '../elements/live-mark.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { spokenDuration } from '../elements/spoken-time.js';
import { StatusMark } from '../elements/status-mark.js';
import { TimeAgo } from '../elements/time-ago.js';
import { problemOf } from '../experience/answered-problem.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { ExecutionFilterBar } from './execution-filter-bar.js';
import { filtersOf } from './execution-filters.js';
import { troubleOf } from './trouble.js';
import { type Execution, useExecutionList } from './use-execution-list.js';

const ROW_PX = 52;
const NEAR_END = 30;

/** Every execution that fits the filters, however many: only those in sight are drawn. */
export function ExecutionList({ open }: { readonly open: string | undefined }) {
  const { search } = useAddress();
  const frame = useRef<HTMLDivElement>(null);
  const [now] = useState(() => Date.now());
  const filters = filtersOf(search, now);
  const list = useExecutionList(filters, () => (frame.current?.scrollTop ?? 0) < ROW_PX);
  const rows = useVirtualizer({
    count: list.rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    getItemKey: (index) => list.rows[index]!.execution_id,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last > list.rows.length - NEAR_END) list.loadMore();
  }, [last, list.rows.length]);

  function showNewer(): void {
    list.showNewer();
    frame.current?.scrollTo({ top: 0 });
  }

  return (
    <section className="list" aria-labelledby="executions-title">
      <header className="room-head">
        <h1 id="executions-title">Executions</h1>
        <LiveMark live={list.live} />
      </header>
      <ExecutionFilterBar />
      {list.error !== null && list.rows.length === 0 && (
        <div className="pad">
          <ProblemNotice problem={problemOf(list.error)} />
        </div>
      )}
      {list.newer.count > 0 && (
        <button type="button" className="newer" onClick={showNewer}>
          {list.newer.more ? `${list.newer.count} and more` : list.newer.count} newer
        </button>
      )}
      <div ref={frame} className="scroll" onKeyDown={moveFocus} data-testid="executions">
        {list.isLoading && <Waiting />}
        {!list.isLoading && list.rows.length === 0 && list.error === null && (
          <Nothing isFiltered={Object.keys(filters).length > 0} />
        )}
        <ul className="rows" style={{ height: rows.getTotalSize() }} aria-label="Executions, newest first">
          {shown.map(({ index, start, key }) => (
            <Row
              key={key}
              execution={list.rows[index]!}
              index={index}
              isOpen={list.rows[index]!.execution_id === open}
              top={start}
              search={search}
            />
          ))}
        </ul>
      </div>
    </section>
  );
}

interface RowProps {
  readonly execution: Execution;
  readonly index: number;
  readonly isOpen: boolean;
  readonly top: number;
  readonly search: URLSearchParams;
}

function Row({ execution, index, isOpen, top, search }: RowProps) {
  const { execution_id: id, intent_type, status, progress, created_at, finished_at } = execution;
  const trouble = troubleOf(execution);
  const href = withSearch(`/executions/${encodeURIComponent(id)}`, search, { step: '', view: '' });
  return (
    <li className="placed" style={{ transform: `translateY(${top}px)` }}>
      <Link href={href} className="row execution-row" aria-current={isOpen ? 'true' : undefined} data-index={index}>
        <StatusMark status={status} />
        <span className="row-main">
          <span className="row-title clip">{intent_type}</span>
          <span className="row-sub clip">
            {(execution.done ? undefined : trouble) ??
              progress.current_step ??
              trouble ??
              stepsWord(progress.completed_steps)}
          </span>
        </span>
        <span className="row-side">
          <TimeAgo time={created_at} />
          <span className="quiet">
            {finished_at ? spokenDuration(Date.parse(finished_at) - Date.parse(created_at)) : '…'}
          </span>
        </span>
        <code className="row-id">{shortId(id)}</code>
      </Link>
    </li>
  );
}

function stepsWord(count: number): string {
  return count === 1 ? '1 step done' : `${count} steps done`;
}

/** The end of an id tells more than its beginning, which is the time. */
function shortId(id: string): string {
  return `…${id.slice(-8)}`;
}

function Waiting() {
  return (
    <div className="ghosts" aria-busy="true" aria-label="Loading">
      {Array.from({ length: 8 }, (_, index) => (
        <span key={index} className="ghost" />
      ))}
    </div>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty title="No execution fits these filters">
        <p>
          <Link href="/executions">Take the filters away</Link>, or look over a longer time.
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has been carried out yet">
      <p>
        Every intent becomes an execution: <Link href="/content">take in a file</Link>, or{' '}
        <Link href="/intents">submit any intent</Link> by its form.
      </p>
    </Empty>
  );
}

/** Arrows go from row to row, as they do in every list. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  const from = (event.target as HTMLElement).dataset['index'];
  if (by === undefined || from === undefined) return;
  event.preventDefault();
  event.currentTarget.querySelector<HTMLElement>(`[data-index="${Number(from) + by}"]`)?.focus();
}
