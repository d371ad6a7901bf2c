import { JsonView } from '../elements/json-view.js';
import { Tabs } from '../elements/tabs.js';
import type { Schemas } from '../experience/experience-client.js';
import type { LiveEvent } from '../live/live-event.js';
import { useSearch } from '../routing/use-search.js';
import { EventList } from './event-list.js';
import { StepTable } from './step-table.js';
import type { ExecutionTimeline } from './timeline/execution-timeline.js';

interface ExecutionViewsProps {
  readonly execution: Schemas['Execution'];
  readonly timeline: ExecutionTimeline;
  readonly events: readonly LiveEvent[];
  readonly isCut: boolean;
}

/** The same execution as a table, as its log, and what went in and came out. */
export function ExecutionViews({ execution, timeline, events, isCut }: ExecutionViewsProps) {
  const [search, change] = useSearch();
  const hasResult = execution.result !== undefined && execution.result !== null;
  const tabs = [
    { id: 'steps', title: 'Steps' },
    { id: 'events', title: `Events ${events.length > 0 ? events.length : ''}` },
    { id: 'input', title: 'Input' },
    ...(hasResult ? [{ id: 'result', title: 'Result' }] : []),
  ];
  const wanted = search.get('view') ?? 'steps';
  const view = tabs.some(({ id }) => id === wanted) ? wanted : 'steps';
  return (
    <Tabs
      label="Views of the execution"
      tabs={tabs}
      chosen={view}
      choose={(id) => change({ view: id === 'steps' ? '' : id }, { replace: true })}
    >
      {view === 'steps' && <StepTable timeline={timeline} />}
      {view === 'events' && (
        <>
          {isCut && <p className="note">The oldest events are no longer kept. What they led to is shown above.</p>}
          <EventList events={events} />
        </>
      )}
      {view === 'input' &&
        (timeline.payload === undefined ? (
          <p className="quiet pad">What was submitted is no longer kept.</p>
        ) : (
          <JsonView value={timeline.payload} name="input" />
        ))}
      {view === 'result' && <JsonView value={execution.result} name="result" />}
    </Tabs>
  );
}
