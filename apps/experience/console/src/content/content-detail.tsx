import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useConsole } from '../app/console-context.js';
import { Dialog } from '../elements/dialog.js';
import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { exactTime, spokenSize } from '../elements/spoken-time.js';
import { Tabs } from '../elements/tabs.js';
import { type Problem, problemOf } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { LineageGraph } from '../lineage/lineage-graph.js';
import { navigate, useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { useSearch } from '../routing/use-search.js';
import { DownloadButton } from './download-button.js';
import { Preview } from './preview.js';
import { ProfileView } from './profile-view.js';

/** One content: what it holds, its rows, and what it has to do with others. */
export function ContentDetail({ contentId }: { readonly contentId: string }) {
  const { client, identity } = useConsole();
  const { search } = useAddress();
  const { data, error } = useQuery({
    queryKey: ['content', nameOf(identity), contentId],
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/content/{contentId}', { params: { path: { contentId } }, signal })),
  });
  return (
    <section className="detail" aria-labelledby="one-content-title">
      <header className="room-head">
        <Link className="icon-button" href={withSearch('/content', search, { view: '', table: '' })} title="Close">
          <Icon name="back" />
          <span className="said">Back to the list</span>
        </Link>
        <h2 id="one-content-title" className="clip">
          {data?.content.filename ?? 'Content'}
        </h2>
        {data && <Actions content={data.content} />}
      </header>
      <div className="scroll detail-body">
        {error && <ProblemNotice problem={problemOf(error)} />}
        {!data && !error && <p className="quiet">Reading …</p>}
        {data && <Opened content={data.content} />}
      </div>
    </section>
  );
}

function Opened({ content }: { readonly content: Schemas['ContentDetail'] }) {
  const { search: address } = useAddress();
  const [search, change] = useSearch();
  const { profile } = content;
  const tabs = [
    { id: 'profile', title: 'Profile' },
    ...(profile.kind === 'binary' ? [] : [{ id: 'rows', title: profile.kind === 'table' ? 'Rows' : 'Lines' }]),
    { id: 'lineage', title: 'Lineage' },
  ];
  const wanted = search.get('view') ?? '';
  const view = tabs.some(({ id }) => id === wanted) ? wanted : 'profile';
  const table = profile.tables.find(({ name }) => name === search.get('table')) ?? profile.tables[0];
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Kind</dt>
          <dd>{profile.compression ? `${profile.kind}, ${profile.compression}` : profile.kind}</dd>
        </div>
        <div>
          <dt>Size</dt>
          <dd>{spokenSize(content.size)}</dd>
        </div>
        <div>
          <dt>Taken in</dt>
          <dd>
            <Link
              href={withSearch(`/executions/${content.execution_id}`, address, { view: '', table: '' })}
              title={exactTime(content.created_at)}
            >
              by this execution
            </Link>
          </dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd>
            <code title={content.sha256}>{content.sha256.slice(0, 10)}…</code>
          </dd>
        </div>
      </dl>
      {profile.tables.length > 1 && (
        <label className="choice chosen">
          <span className="said">Table</span>
          <select value={table?.name} onChange={({ target }) => change({ table: target.value }, { replace: true })}>
            {profile.tables.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <Tabs
        label="Views of the content"
        tabs={tabs}
        chosen={view}
        choose={(id) => change({ view: id === 'profile' ? '' : id }, { replace: true })}
      >
        {view === 'profile' && <ProfileView profile={profile} table={table} />}
        {view === 'rows' && (
          <Preview key={table?.name} contentId={content.artifact_id} table={table?.name} count={table?.rows} />
        )}
        {view === 'lineage' && <LineageGraph contentId={content.artifact_id} />}
      </Tabs>
    </>
  );
}

function Actions({ content }: { readonly content: Schemas['ContentDetail'] }) {
  const [isDeleting, setDeleting] = useState(false);
  const path = `/v1/content/${encodeURIComponent(content.artifact_id)}/download`;
  return (
    <span className="push head-actions">
      <DownloadButton path={path} filename={content.filename} />
      <button type="button" className="button small bites" onClick={() => setDeleting(true)}>
        Delete …
      </button>
      {isDeleting && <DeleteDialog content={content} close={() => setDeleting(false)} />}
    </span>
  );
}

function DeleteDialog({ content, close }: { readonly content: Schemas['ContentDetail']; readonly close: () => void }) {
  const { client, session } = useConsole();
  const queries = useQueryClient();
  const { search } = useAddress();
  const [problem, tell] = useState<Problem>();
  const [isPending, setPending] = useState(false);

  async function remove(): Promise<void> {
    setPending(true);
    try {
      const { data, error } = await client.DELETE('/v1/content/{contentId}', {
        params: {
          path: { contentId: content.artifact_id },
          query: { session_id: await session.id() },
          header: { Prefer: 'wait=10' },
        },
      });
      if (error) throw Object.assign(new Error(), { problem: error });
      const ended = data as Schemas['Execution'];
      if (ended.error) throw Object.assign(new Error(), { problem: ended.error });
      void queries.invalidateQueries({ queryKey: ['contents'] });
      navigate(withSearch('/content', search, { view: '', table: '' }));
    } catch (thrown) {
      tell(problemOf(thrown));
      setPending(false);
    }
  }

  return (
    <Dialog title={`Delete ${content.filename}`} close={close}>
      <p>Its bytes and what is known of it are deleted. Data products that were made of it stay as they are.</p>
      {problem && <ProblemNotice problem={problem} />}
      <div className="dialog-foot">
        <button type="button" className="button" onClick={close}>
          Keep it
        </button>
        <button type="button" className="button danger" disabled={isPending} onClick={() => void remove()}>
          {isPending ? 'Deleting …' : 'Delete'}
        </button>
      </div>
    </Dialog>
  );
}
