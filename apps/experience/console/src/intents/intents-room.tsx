import { useQuery } from '@tanstack/react-query';
import { useConsole } from '../app/console-context.js';
import type { RoomProps } from '../app/rooms.js';
import { Empty } from '../elements/empty.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { problemOf } from '../experience/answered-problem.js';
import { answered } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { IntentForm } from './intent-form.js';

/** Everything that can be asked for, and a form for each. */
export function IntentsRoom({ id }: RoomProps) {
  const { client, identity } = useConsole();
  const { search } = useAddress();
  const { data, error, isPending } = useQuery({
    queryKey: ['intent-types', nameOf(identity)],
    queryFn: () => answered(client.GET('/v1/intent/types')),
    staleTime: 30_000,
  });
  const types = data?.intent_types ?? [];
  const open = types.find(({ type }) => type === id);
  return (
    <div className={id === undefined ? 'room' : 'room split'}>
      <section className="list" aria-labelledby="intents-title">
        <header className="room-head">
          <h1 id="intents-title">Intents</h1>
        </header>
        <div className="scroll">
          {error && (
            <div className="pad">
              <ProblemNotice problem={problemOf(error)} />
            </div>
          )}
          {!isPending && !error && types.length === 0 && (
            <Empty title="No realm is installed">
              <p>
                What can be asked for comes from realms. RUNTIME_REALMS names those that are loaded beside the built-in
                ones.
              </p>
            </Empty>
          )}
          <ul aria-label="Intent types">
            {types.map(({ type, realm, title, versions }) => (
              <li key={type}>
                <Link
                  className="row"
                  href={withSearch(`/intents/${encodeURIComponent(type)}`, search, {})}
                  aria-current={type === id ? 'true' : undefined}
                >
                  <span className="row-main">
                    <span className="row-title clip">{type}</span>
                    <span className="row-sub clip">{title ?? `of the realm ${realm}`}</span>
                  </span>
                  <span className="row-side">
                    <span>{realm}</span>
                    <span className="quiet">
                      {versions.map(({ version, installed }) => `v${version}${installed ? '' : ' missing'}`).join(', ')}
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      </section>
      {open && <IntentForm key={open.type} intent={open} />}
      {id !== undefined && !open && data && (
        <section className="detail">
          <Empty title={`There is no intent "${id}"`}>
            <p>No realm that is loaded has it.</p>
          </Empty>
        </section>
      )}
    </div>
  );
}
