import { useInfiniteQuery } from '@tanstack/react-query';
import { useConsole } from '../app/console-context.js';
import type { RoomProps } from '../app/rooms.js';
import { CopyButton } from '../elements/copy-button.js';
import { Empty } from '../elements/empty.js';
import { JsonView } from '../elements/json-view.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { TimeAgo } from '../elements/time-ago.js';
import { problemOf } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { SessionFrame } from './session-frame.js';

/** Who worked, when, and on what. */
export function SessionsRoom({ id }: RoomProps) {
  const { client, identity } = useConsole();
  const { search } = useAddress();
  const pages = useInfiniteQuery({
    queryKey: ['sessions', nameOf(identity)],
    queryFn: ({ pageParam, signal }) =>
      answered(
        client.GET('/v1/session', {
          params: { query: { page_size: 100, ...(pageParam !== '' && { page_token: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token: next }) => next,
  });
  const sessions = pages.data?.pages.flatMap((page) => page.sessions) ?? [];
  return (
    <div className={id === undefined ? 'room' : 'room split'}>
      <section className="list" aria-labelledby="sessions-title">
        <header className="room-head">
          <h1 id="sessions-title">Sessions</h1>
        </header>
        <div className="scroll">
          {pages.error && sessions.length === 0 && (
            <div className="pad">
              <ProblemNotice problem={problemOf(pages.error)} />
            </div>
          )}
          {!pages.isPending && !pages.error && sessions.length === 0 && (
            <Empty title="Nobody has worked here yet">
              <p>
                A session says who works for which tenant. One is made by itself as soon as you{' '}
                <Link href={withSearch('/content', search, {})}>take in a file</Link>.
              </p>
            </Empty>
          )}
          <ul aria-label="Sessions, newest first">
            {sessions.map(({ session_id: sessionId, user_id, status, created_at }) => (
              <li key={sessionId}>
                <Link
                  className="row execution-row"
                  href={withSearch(`/sessions/${encodeURIComponent(sessionId)}`, search, {})}
                  aria-current={sessionId === id ? 'true' : undefined}
                >
                  <SessionStatus status={status} />
                  <span className="row-main">
                    <span className="row-title clip">{user_id}</span>
                    <span className="row-sub clip">…{sessionId.slice(-8)}</span>
                  </span>
                  <span className="row-side">
                    <TimeAgo time={created_at} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          {pages.hasNextPage && (
            <div className="pad">
              <button type="button" className="button small" onClick={() => void pages.fetchNextPage()}>
                Show older ones
              </button>
            </div>
          )}
        </div>
      </section>
      {id !== undefined && <SessionDetail key={id} sessionId={id} />}
    </div>
  );
}

function SessionDetail({ sessionId }: { readonly sessionId: string }) {
  return <SessionFrame sessionId={sessionId}>{(session) => <Opened session={session} />}</SessionFrame>;
}

function Opened({ session }: { readonly session: Schemas['Session'] }) {
  const { search } = useAddress();
  const isPlain = Object.keys(session.context).length === 0;
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Status</dt>
          <dd>
            <SessionStatus status={session.status} />
          </dd>
        </div>
        <div>
          <dt>User</dt>
          <dd>{session.user_id}</dd>
        </div>
        <div>
          <dt>Tenant</dt>
          <dd>{session.tenant_id}</dd>
        </div>
        <div>
          <dt>Began</dt>
          <dd>
            <TimeAgo time={session.created_at} />
          </dd>
        </div>
        <div>
          <dt>{session.status === 'expired' ? 'Ended' : 'Ends'}</dt>
          <dd>
            <TimeAgo time={session.expires_at} />
          </dd>
        </div>
        <div>
          <dt>Id</dt>
          <dd>
            <code>…{session.session_id.slice(-8)}</code>
            <CopyButton text={session.session_id} what="session id" />
          </dd>
        </div>
      </dl>
      <p>
        <Link className="button" href={withSearch('/executions', search, { session: session.session_id })}>
          Its executions
        </Link>
      </p>
      {!isPlain && (
        <section className="stack">
          <h3>Context</h3>
          <JsonView value={session.context} name="context" />
        </section>
      )}
    </>
  );
}

function SessionStatus({ status }: { readonly status: string }) {
  // A session that is open is neither running nor done; it borrows the look of what comes nearest.
  const look = { open: 'succeeded', closed: 'cancelled', expired: 'waiting' }[status] ?? 'queued';
  return (
    <span className={`status status-${look}`}>
      <span className="live-dot as-text" aria-hidden="true" />
      {status}
    </span>
  );
}
