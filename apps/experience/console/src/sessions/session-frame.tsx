import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useConsole } from '../app/console-context.js';
import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { problemOf } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';

interface SessionFrameProps {
  readonly sessionId: string;
  readonly children: (session: Schemas['Session']) => ReactNode;
}

/** The place of one session, whatever there is to show of it. */
export function SessionFrame({ sessionId, children }: SessionFrameProps) {
  const { client, identity } = useConsole();
  const { search } = useAddress();
  const { data, error } = useQuery({
    queryKey: ['session', nameOf(identity), sessionId],
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/session/{sessionId}', { params: { path: { sessionId } }, signal })),
  });
  return (
    <section className="detail" aria-labelledby="session-title">
      <header className="room-head">
        <Link className="icon-button" href={withSearch('/sessions', search, {})} title="Close">
          <Icon name="back" />
          <span className="said">Back to the list</span>
        </Link>
        <h2 id="session-title">Session</h2>
        <code className="quiet clip">{sessionId}</code>
      </header>
      <div className="scroll detail-body">
        {error && <ProblemNotice problem={problemOf(error)} />}
        {!data && !error && <p className="quiet">Reading …</p>}
        {data && children(data.session)}
      </div>
    </section>
  );
}
