import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useConsole } from '../app/console-context.js';
import { LiveMark } from '../elements/live-mark.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { StatusMark } from '../elements/status-mark.js';
import { answered } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { useExecutionEvents } from '../live/use-execution-events.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { ExecutionTimeline } from '../executions/timeline/execution-timeline.js';
import { Timeline } from '../executions/timeline/timeline.js';

/** A mash under way: its phases as they run, then the way to what came of it. */
export function Phases({ executionId, again }: { readonly executionId: string; readonly again: () => void }) {
  const { client, identity } = useConsole();
  const { search } = useAddress();
  const queries = useQueryClient();
  const key = ['execution-status', nameOf(identity), executionId];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => answered(client.GET('/v1/execution/{executionId}/status', { params: { path: { executionId } } })),
  });
  const log = useExecutionEvents(executionId, () => void queries.invalidateQueries({ queryKey: key }));
  const timeline = useMemo(() => new ExecutionTimeline().read(log.events), [log.events]);
  const [selected, select] = useState<string>();
  const mashId = (data?.result as { mash_id?: string } | undefined)?.mash_id;
  const clean = { ref: '', execution: '' };
  return (
    <>
      <div className="detail-head">
        {data && <StatusMark status={data.status} />}
        <LiveMark live={log} />
      </div>
      <Timeline timeline={timeline} selected={selected} select={select} />
      {data?.error && <ProblemNotice problem={data.error} />}
      <p className="page-foot">
        {mashId && (
          <Link className="button primary" href={withSearch(`/products/${mashId}`, search, clean)}>
            Look at the data product
          </Link>
        )}
        {data?.done && !mashId && (
          <button type="button" className="button primary" onClick={again}>
            Change the plan
          </button>
        )}
        <Link href={withSearch(`/executions/${executionId}`, search, clean)}>See the execution</Link>
      </p>
    </>
  );
}
