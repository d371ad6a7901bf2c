import { useRef } from 'react';
import { Empty } from '../elements/empty.js';
import { Icon } from '../elements/icon.js';
import { LiveMark } from '../elements/live-mark.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { StatusMark } from '../elements/status-mark.js';
import { TimeAgo } from '../elements/time-ago.js';
import { problemOf } from '../experience/answered-problem.js';
import type { Schemas } from '../experience/experience-client.js';
import { useExecutionList } from '../executions/use-execution-list.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';

const FILTERS = { intent_type: 'data_mash.create' };

/** Every mash that was asked for: one that succeeded is a data product, and of the others it is said what became of them. */
export function ProductList({ open }: { readonly open: string | undefined }) {
  const { search } = useAddress();
  const frame = useRef<HTMLDivElement>(null);
  const list = useExecutionList(FILTERS, () => (frame.current?.scrollTop ?? 0) < 40);
  return (
    <section className="list" aria-labelledby="products-title">
      <header className="room-head">
        <h1 id="products-title">Data products</h1>
        <Link className="button primary push" href={withSearch('/products/new', search, {})}>
          <Icon name="plus" />
          Mash tables
        </Link>
      </header>
      {list.newer.count > 0 && (
        <button type="button" className="newer" onClick={list.showNewer}>
          {list.newer.count} newer
        </button>
      )}
      <div ref={frame} className="scroll">
        {list.error !== null && list.rows.length === 0 && (
          <div className="pad">
            <ProblemNotice problem={problemOf(list.error)} />
          </div>
        )}
        {!list.isLoading && list.rows.length === 0 && list.error === null && (
          <Empty title="No tables have been mashed yet">
            <p>
              A mash puts tables below one another or beside one another, and says for each column why.{' '}
              <Link href={withSearch('/content', search, {})}>Take in two tables</Link> first, then{' '}
              <Link href={withSearch('/products/new', search, {})}>mash them</Link>.
            </p>
          </Empty>
        )}
        <ul aria-label="Data products, newest first">
          {list.rows.map((execution) => (
            <Row key={execution.execution_id} execution={execution} open={open} search={search} />
          ))}
        </ul>
        {list.hasMore && (
          <div className="pad">
            <button type="button" className="button small" onClick={list.loadMore}>
              Show older ones
            </button>
          </div>
        )}
      </div>
      {list.live.state !== 'live' && (
        <footer className="pad">
          <LiveMark live={list.live} />
        </footer>
      )}
    </section>
  );
}

interface RowProps {
  readonly execution: Schemas['Execution'];
  readonly open: string | undefined;
  readonly search: URLSearchParams;
}

function Row({ execution, open, search }: RowProps) {
  const { execution_id: id, status, created_at, error, progress } = execution;
  const made = execution.result as
    { mash_id?: string; filename?: string; rows?: { out?: number }; mode?: string } | undefined;
  const mashId = made?.mash_id;
  const path = mashId === undefined ? `/executions/${id}` : `/products/${mashId}`;
  return (
    <li>
      <Link
        className="row execution-row"
        href={withSearch(path, search, { view: '', step: '' })}
        aria-current={mashId !== undefined && mashId === open ? 'true' : undefined}
      >
        <StatusMark status={status} />
        <span className="row-main">
          <span className="row-title clip">{made?.filename ?? 'mash'}</span>
          <span className="row-sub clip">
            {made?.rows?.out !== undefined
              ? `${made.mode ?? 'table'} of ${made.rows.out.toLocaleString()} rows`
              : (error?.title ?? progress.current_step ?? 'under way')}
          </span>
        </span>
        <span className="row-side">
          <TimeAgo time={created_at} />
        </span>
      </Link>
    </li>
  );
}
