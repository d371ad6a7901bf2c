import { useQuery } from '@tanstack/react-query';
import { useConsole } from '../app/console-context.js';
import { DownloadButton } from '../content/download-button.js';
import { Preview } from '../content/preview.js';
import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { spokenSize } from '../elements/spoken-time.js';
import { Tabs } from '../elements/tabs.js';
import { TimeAgo } from '../elements/time-ago.js';
import { problemOf } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { LineageGraph } from '../lineage/lineage-graph.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { useSearch } from '../routing/use-search.js';
import { MappingPicture } from './mapping-picture.js';
import { Issues } from './new-mash.js';

type Mash = Schemas['DataMash'];

const TABS = [
  { id: 'model', title: 'Model' },
  { id: 'rows', title: 'Rows' },
  { id: 'quality', title: 'Quality' },
  { id: 'lineage', title: 'Lineage' },
];

/** A data product: what each column was made from, how good it is, where it came from. */
export function ProductDetail({ mashId }: { readonly mashId: string }) {
  const { client, identity } = useConsole();
  const { search } = useAddress();
  const { data: mash, error } = useQuery({
    queryKey: ['mash', nameOf(identity), mashId],
    queryFn: ({ signal }) => answered(client.GET('/v1/data-mash/{mashId}', { params: { path: { mashId } }, signal })),
    staleTime: Infinity,
  });
  return (
    <section className="detail" aria-labelledby="product-title">
      <header className="room-head">
        <Link className="icon-button" href={withSearch('/products', search, { view: '' })} title="Close">
          <Icon name="back" />
          <span className="said">Back to the list</span>
        </Link>
        <h2 id="product-title" className="clip">
          {mash?.filename ?? 'Data product'}
        </h2>
        {mash && <Download mash={mash} />}
      </header>
      <div className="scroll detail-body">
        {error && <ProblemNotice problem={problemOf(error)} />}
        {!mash && !error && <p className="quiet">Reading …</p>}
        {mash && <Opened mash={mash} />}
      </div>
    </section>
  );
}

function Opened({ mash }: { readonly mash: Mash }) {
  const [search, change] = useSearch();
  const { search: address } = useAddress();
  const wanted = search.get('view') ?? '';
  const view = TABS.some(({ id }) => id === wanted) ? wanted : 'model';
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Rows</dt>
          <dd>{mash.rows.out.toLocaleString()}</dd>
        </div>
        <div>
          <dt>Cells filled</dt>
          <dd>{Math.round(mash.quality.score * 100)} %</dd>
        </div>
        <div>
          <dt>Put together</dt>
          <dd>{mash.mode === 'join' ? 'beside one another' : 'below one another'}</dd>
        </div>
        <div>
          <dt>Size</dt>
          <dd>
            {spokenSize(mash.size)}, {mash.format}
          </dd>
        </div>
        <div>
          <dt>Made</dt>
          <dd>
            <TimeAgo time={mash.created_at} />{' '}
            <Link href={withSearch(`/executions/${mash.lineage.execution_id}`, address, { view: '' })}>
              by this execution
            </Link>
          </dd>
        </div>
      </dl>
      <Tabs
        label="Views of the data product"
        tabs={TABS}
        chosen={view}
        choose={(id) => change({ view: id === 'model' ? '' : id }, { replace: true })}
      >
        {view === 'model' && <Model mash={mash} />}
        {view === 'rows' && <Preview contentId={mash.artifact_id} table={undefined} count={mash.rows.out} />}
        {view === 'quality' && <Quality mash={mash} />}
        {view === 'lineage' && <LineageGraph contentId={mash.artifact_id} />}
      </Tabs>
    </>
  );
}

function titles(mash: Mash): Map<string, string> {
  return new Map(
    mash.lineage.sources.map(({ content_ref, filename, table }) => [
      content_ref,
      content_ref.includes('#') ? `${filename} · ${table}` : filename,
    ]),
  );
}

function Model({ mash }: { readonly mash: Mash }) {
  const names = titles(mash);
  const { columns } = mash.model;
  const sources = mash.lineage.sources.map(({ content_ref: ref }) => ({
    ref,
    title: names.get(ref) ?? ref,
    columns: [
      ...new Set(
        columns.flatMap((column) => column.sources.filter((one) => one.content_ref === ref).map((one) => one.column)),
      ),
    ],
  }));
  const described = new Map(
    columns.map(({ name, type, semantic_type: meaning }) => [
      name,
      meaning && meaning !== type ? `${type}, ${meaning}` : type,
    ]),
  );
  const keys = mash.model.keys as string[][];
  return (
    <div className="stack">
      {mash.lineage.joins.length > 0 && (
        <ul className="joins">
          {mash.lineage.joins.map(({ left, right, reason }) => (
            <li key={`${left.content_ref} ${right.content_ref}`}>
              <span>
                <strong>{names.get(left.content_ref)}</strong> {left.columns.join(' + ')} ={' '}
                <strong>{names.get(right.content_ref)}</strong> {right.columns.join(' + ')}
              </span>
              <span className="quiet">{reason}</span>
            </li>
          ))}
        </ul>
      )}
      <MappingPicture sources={sources} columns={columns} describe={(name) => described.get(name) ?? ''} />
      {keys.length > 0 && (
        <p className="quiet">Rows are told apart by {keys.map((key) => key.join(' + ')).join(', or ')}.</p>
      )}
    </div>
  );
}

function Quality({ mash }: { readonly mash: Mash }) {
  const names = titles(mash);
  const { rows, quality } = mash;
  return (
    <div className="stack">
      <div className="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col" className="number">
                Rows in
              </th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(rows.in as Record<string, number>).map(([ref, count]) => (
              <tr key={ref}>
                <th scope="row">{names.get(ref) ?? ref}</th>
                <td className="number">{count.toLocaleString()}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">
                <strong>{mash.filename}</strong>
              </th>
              <td className="number">
                <strong>{rows.out.toLocaleString()}</strong>
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      {rows.dropped > 0 && (
        <p className="quiet">
          {rows.dropped.toLocaleString()} {rows.dropped === 1 ? 'row of the sources is' : 'rows of the sources are'} in
          no row of it.
        </p>
      )}
      {quality.issues.length === 0 ? (
        <p>Nothing was found that whoever uses it should know.</p>
      ) : (
        <Issues issues={quality.issues} />
      )}
    </div>
  );
}

function Download({ mash }: { readonly mash: Mash }) {
  return (
    <span className="push head-actions">
      <DownloadButton path={`/v1/data-mash/${encodeURIComponent(mash.mash_id)}/download`} filename={mash.filename} />
    </span>
  );
}
