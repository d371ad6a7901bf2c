import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { useConsole } from '../app/console-context.js';
import { CopyButton } from '../elements/copy-button.js';
import { Icon } from '../elements/icon.js';
import { LiveMark } from '../elements/live-mark.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { exactTime, spokenDuration } from '../elements/spoken-time.js';
import { StatusMark } from '../elements/status-mark.js';
import { TimeAgo } from '../elements/time-ago.js';
import { problemOf } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { useExecutionEvents } from '../live/use-execution-events.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { useSearch } from '../routing/use-search.js';
import { Commands } from './commands/commands.js';
import { ExecutionViews } from './execution-views.js';
import { Standing } from './standing.js';
import { StepPanel } from './step-panel.js';
import { ExecutionTimeline, type TimelineRow } from './timeline/execution-timeline.js';
import { Timeline } from './timeline/timeline.js';
import { timelineFromSteps } from './timeline/timeline-from-steps.js';

/** How often the row is read anew at most, however many events say that it has changed. */
const READ_MS = 300;

/** Events that change nothing which the status says beside them. */
const SAY_ALL: ReadonlySet<string> = new Set([
  'step.started',
  'step.progress',
  'step.succeeded',
  'undo.started',
  'undo.succeeded',
  'artifact.created',
]);

/** One execution: what happened, what happens now, and what can be done about it. */
export function ExecutionDetail({ executionId }: { readonly executionId: string }) {
  const { client, identity } = useConsole();
  const queries = useQueryClient();
  const key = ['execution', nameOf(identity), executionId];
  const detail = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/execution/{executionId}/status', { params: { path: { executionId } }, signal })),
  });
  const reading = useRef<ReturnType<typeof setTimeout>>(undefined);
  const readSoon = (): void => {
    reading.current ??= setTimeout(() => {
      reading.current = undefined;
      void queries.invalidateQueries({ queryKey: key });
    }, READ_MS);
  };
  const log = useExecutionEvents(executionId, (events) => {
    if (events.some(({ type }) => !SAY_ALL.has(type))) readSoon();
  });
  // The steps as they are remembered, where the log that tells of them is no longer kept.
  const isDropped = log.isCut || (log.events.length === 0 && detail.data?.done === true && log.state !== 'catching_up');
  const remembered = useQuery({
    queryKey: [...key, 'steps'],
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/execution/{executionId}', { params: { path: { executionId } }, signal })),
    enabled: isDropped,
  });
  const timeline = useTimeline(log.events, isDropped ? remembered.data : undefined);
  const [search, change] = useSearch();
  const chosen = search.get('step');
  const selected = chosen === null ? openByItself(timeline.rows) : chosen === '-' ? undefined : chosen;

  if (detail.data === undefined) {
    return (
      <Frame executionId={executionId}>
        {detail.error ? (
          <div className="pad">
            <ProblemNotice problem={problemOf(detail.error)} />
          </div>
        ) : (
          <p className="quiet pad">Reading …</p>
        )}
      </Frame>
    );
  }
  const execution = detail.data;
  const row = timeline.rows.find(({ name }) => name === selected);
  return (
    <Frame executionId={executionId} intentType={execution.intent_type}>
      <div className="detail-head">
        <StatusMark status={execution.status} />
        <LiveMark live={log} />
        <Commands execution={execution} />
      </div>
      <Facts execution={execution} trace={timeline.trace} />
      <Standing execution={execution} />
      {log.problem && <ProblemNotice problem={log.problem} />}
      <Timeline
        timeline={timeline}
        selected={row?.name}
        select={(step) => change({ step: step ?? '-' }, { replace: true })}
      />
      {row && <StepPanel key={row.name} row={row} events={log.events} execution={execution} />}
      <ExecutionViews execution={execution} timeline={timeline} events={log.events} isCut={log.isCut} />
    </Frame>
  );
}

/** The picture grows with the log: what was drawn is not worked out again. */
function useTimeline(
  events: Parameters<ExecutionTimeline['read']>[0],
  remembered: Schemas['ExecutionDetail'] | undefined,
): ExecutionTimeline {
  const grown = useRef({ timeline: new ExecutionTimeline(), first: events[0]?.id });
  return useMemo(() => {
    if (remembered) return timelineFromSteps(remembered);
    if (grown.current.first !== events[0]?.id || events.length < grown.current.timeline.applied) {
      grown.current = { timeline: new ExecutionTimeline(), first: events[0]?.id };
    }
    grown.current.timeline.read(events);
    return grown.current.timeline;
  }, [events, remembered]);
}

/** A step that failed opens itself, and so does one whose undo did. */
function openByItself(rows: readonly TimelineRow[]): string | undefined {
  const failed =
    rows.find(({ undoState }) => undoState === 'failed') ??
    rows.find(({ state }) => state === 'failed' || state === 'uncertain');
  return failed?.name;
}

interface FrameProps {
  readonly executionId: string;
  readonly intentType?: string;
  readonly children: React.ReactNode;
}

function Frame({ executionId, intentType, children }: FrameProps) {
  const { search } = useAddress();
  return (
    <section className="detail" aria-labelledby="execution-title">
      <header className="room-head">
        <Link className="icon-button" href={withSearch('/executions', search, { step: '', view: '' })} title="Close">
          <Icon name="back" />
          <span className="said">Back to the list</span>
        </Link>
        <h2 id="execution-title" className="clip">
          {intentType ?? 'Execution'}
        </h2>
        <code className="quiet clip">{executionId}</code>
        <CopyButton text={executionId} what="execution id" />
      </header>
      <div className="scroll detail-body">{children}</div>
    </section>
  );
}

function Facts({ execution, trace }: { readonly execution: Schemas['Execution']; readonly trace: string | undefined }) {
  const { search } = useAddress();
  const { created_at, finished_at, session_id, retry_of } = execution;
  return (
    <dl className="facts">
      <div>
        <dt>Began</dt>
        <dd title={exactTime(created_at)}>
          <TimeAgo time={created_at} />
        </dd>
      </div>
      {finished_at && (
        <div>
          <dt>Took</dt>
          <dd>{spokenDuration(Date.parse(finished_at) - Date.parse(created_at))}</dd>
        </div>
      )}
      <div>
        <dt>Session</dt>
        <dd>
          <Link
            href={withSearch('/executions', new URLSearchParams(), {
              session: session_id,
              tenant: search.get('tenant') ?? '',
            })}
            title={session_id}
          >
            …{session_id.slice(-8)}
          </Link>
        </dd>
      </div>
      {retry_of && (
        <div>
          <dt>Repeats</dt>
          <dd>
            <Link href={withSearch(`/executions/${retry_of}`, search, { step: '' })}>…{retry_of.slice(-8)}</Link>
          </dd>
        </div>
      )}
      {trace && (
        <div>
          <dt>Trace</dt>
          <dd>
            <code>{trace.slice(0, 8)}…</code>
            <CopyButton text={trace} what="trace id" />
          </dd>
        </div>
      )}
    </dl>
  );
}
