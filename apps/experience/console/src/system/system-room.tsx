import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useConsole } from '../app/console-context.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { spokenDuration } from '../elements/spoken-time.js';
import { TimeAgo } from '../elements/time-ago.js';
import { problemOf } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { useStream } from '../live/use-stream.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';

const LOOK_MS = 2_000;

/** Whether everything is there, what it does, and what waits for something that is not. */
export function SystemRoom() {
  const { client, identity } = useConsole();
  const system = useQuery({
    queryKey: ['system', nameOf(identity)],
    queryFn: ({ signal }) => answered(client.GET('/v1/system', { signal })),
    refetchInterval: LOOK_MS,
    retry: false,
  });
  const lag = useLag();
  const isAway = system.error !== null;
  return (
    <section className="list" aria-labelledby="system-title">
      <header className="room-head">
        <h1 id="system-title">System</h1>
        <span className={isAway ? 'live live-away' : 'live live-live'} role="status">
          <span className="live-dot" aria-hidden="true" />
          {isAway ? 'Runtime cannot be reached' : system.data ? 'Runtime answers' : 'asking'}
        </span>
      </header>
      <div className="scroll">
        <div className="page stack">
          {isAway && <ProblemNotice problem={problemOf(system.error)} />}
          {system.data && <Described system={system.data} lag={lag} isOld={isAway} />}
        </div>
      </div>
    </section>
  );
}

/** How long it takes from an event until this page has it; the clocks of both machines count too. */
function useLag(): number | undefined {
  const [lag, tell] = useState<number>();
  const last = useRef(0);
  useStream({
    target: { tenant: true },
    after: 'latest',
    onEvents: (events) => {
      if (Date.now() - last.current < LOOK_MS / 2) return;
      last.current = Date.now();
      tell(Math.max(0, Date.now() - Date.parse(events.at(-1)!.time)));
    },
  });
  return lag;
}

interface DescribedProps {
  readonly system: Schemas['DescribedSystem'];
  readonly lag: number | undefined;
  readonly isOld: boolean;
}

function Described({ system, lag, isOld }: DescribedProps) {
  const { rates, running, slots, replicas, versions_in_flight: versions } = system;
  return (
    <div className={isOld ? 'stack old' : 'stack'}>
      {isOld && <p className="quiet">This is how it was when it last answered.</p>}
      <dl className="figures">
        <Figure name="Accepted" value={`${rates.accepted_per_s}/s`} />
        <Figure name="Ended" value={`${rates.ended_per_s}/s`} />
        <Figure name="Events" value={`${rates.events_per_s}/s`} />
        <Figure name="Under way here" value={`${running.toLocaleString()} of ${slots.toLocaleString()}`} />
        <Figure name="Event to page" value={lag === undefined ? '–' : spokenDuration(lag)} />
      </dl>
      <p className="quiet small">
        On average over the last {rates.window_s} s, by the replica that answers; it started{' '}
        <TimeAgo time={system.started_at} />.
      </p>
      <Versions versions={versions} />
      <section className="stack">
        <h2>Replicas of Runtime</h2>
        <div className="table-frame" tabIndex={0} role="region" aria-label="Replicas of Runtime">
          <table>
            <thead>
              <tr>
                <th scope="col">Replica</th>
                <th scope="col">Can carry out</th>
                <th scope="col">Lease</th>
              </tr>
            </thead>
            <tbody>
              {replicas.map(({ replica_id: id, answering, handlers, lease_until }) => (
                <tr key={id}>
                  <th scope="row">
                    <code title={id}>…{id.slice(-8)}</code>
                    {answering && <span className="quiet"> answers here</span>}
                  </th>
                  <td>{handlers.join(', ')}</td>
                  <td>{lease_until ? <TimeAgo time={lease_until} /> : <span className="quiet">the only one</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className="stack">
        <h2>Experience</h2>
        <p>
          Delivers by {system.experience.adapters.join(', ')}. It started{' '}
          <TimeAgo time={system.experience.started_at} /> and speaks version {system.contract_version} of the contract
          with Runtime.
        </p>
      </section>
    </div>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Versions({ versions }: { readonly versions: readonly Schemas['VersionInFlight'][] }) {
  const { search } = useAddress();
  return (
    <section className="stack">
      <h2>Under way, by handler</h2>
      {versions.length === 0 ? (
        <p className="quiet">Nothing is under way.</p>
      ) : (
        <div className="table-frame" tabIndex={0} role="region" aria-label="Under way, by handler">
          <table>
            <thead>
              <tr>
                <th scope="col">Intent</th>
                <th scope="col">Version</th>
                <th scope="col" className="number">
                  Not ended
                </th>
                <th scope="col">Handler</th>
              </tr>
            </thead>
            <tbody>
              {versions.map(({ intent_type: type, version, in_flight: count, installed }) => (
                <tr key={`${type}@${version}`}>
                  <th scope="row">
                    <Link href={withSearch('/executions', search, { type })}>{type}</Link>
                  </th>
                  <td>{version}</td>
                  <td className="number">{count.toLocaleString()}</td>
                  <td>
                    {installed ? (
                      'there'
                    ) : (
                      <span className="status status-failed">missing: they wait for a replica that has it</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
