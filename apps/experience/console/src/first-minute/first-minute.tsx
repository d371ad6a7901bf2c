import { useSyncExternalStore } from 'react';
import { useSampleTour } from '../content/uploads-context.js';
import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import type { TourState } from './sample-tour.js';

/** What an empty product offers: to see with somebody else's files what it does. */
export function FirstMinute({ isEmpty }: { readonly isEmpty: boolean }) {
  const tour = useSampleTour();
  const state = useSyncExternalStore(tour.subscribe, tour.current);
  if (state.at !== 'nowhere') return <Tour state={state} leave={() => tour.leave()} />;
  if (!isEmpty) return null;
  return (
    <div className="first-minute">
      <h2>Two files in, one table out</h2>
      <p className="quiet">
        Files that are taken in are read, profiled and kept. Several tables can then be mashed into one, with a reason
        for every column. Each step is recorded as it happens, and survives whatever crashes.
      </p>
      <p>
        <button type="button" className="button primary" onClick={() => void tour.begin()}>
          Try with sample data
        </button>
      </p>
      <p className="quiet small">36 customers and 61 orders of a small tea merchant, made up for this.</p>
    </div>
  );
}

const ORDER = ['sending', 'planning', 'mashing', 'done'];

function Tour({ state, leave }: { readonly state: TourState; readonly leave: () => void }) {
  const { search } = useAddress();
  const reached = state.at === 'failed' ? lastReached(state) : ORDER.indexOf(state.at);
  const to = (path: string, view = ''): string => withSearch(path, search, { view });
  return (
    <section className="first-minute" aria-label="The tour with sample data">
      <h2>{state.at === 'done' ? 'That is all there is to it' : 'Watch what happens'}</h2>
      <ol className="tour">
        <Stage at={0} reached={reached} title="Two files are taken in">
          Each is an execution of its own:{' '}
          {state.uploadExecutions.length === 0
            ? 'its bytes are stored, found out, profiled and recorded.'
            : state.uploadExecutions.map((id, index) => (
                <span key={id}>
                  {index > 0 && ', '}
                  <Link href={to(`/executions/${id}`)}>{['customers', 'orders'][index]}</Link>
                </span>
              ))}
        </Stage>
        <Stage at={1} reached={reached} title="What belongs together is found">
          {state.plan ?? 'Columns of both are compared by what they hold and how they are called.'}
        </Stage>
        <Stage at={2} reached={reached} title="They become one table">
          {state.mashExecution ? (
            <>
              <Link href={to(`/executions/${state.mashExecution}`)}>This execution</Link>
              {state.at === 'mashing' ? ` is at ${state.step ?? 'its beginning'}.` : ' did it.'}
            </>
          ) : (
            'In steps that can be followed, and undone if one fails.'
          )}
        </Stage>
        <Stage at={3} reached={reached} title="A data product is there">
          {state.mashId ? (
            <>
              <Link href={to(`/products/${state.mashId}`, 'rows')}>Look at its {state.rows} rows</Link>: what each
              column was made from and why, how good it is, and where it came from.
            </>
          ) : (
            'With its model, its quality report and its lineage.'
          )}
        </Stage>
      </ol>
      {state.problem && <ProblemNotice problem={state.problem} />}
      {(state.at === 'done' || state.at === 'failed') && (
        <p>
          <button type="button" className="button small" onClick={leave}>
            Close the tour
          </button>
        </p>
      )}
    </section>
  );
}

function lastReached({ contentIds, mashExecution }: TourState): number {
  if (mashExecution !== undefined) return 2;
  return contentIds.length > 0 ? 1 : 0;
}

interface StageProps {
  readonly at: number;
  readonly reached: number;
  readonly title: string;
  readonly children: React.ReactNode;
}

function Stage({ at, reached, title, children }: StageProps) {
  const state = at < reached || reached === ORDER.length - 1 ? 'succeeded' : at === reached ? 'running' : 'queued';
  return (
    <li className={`stage stage-${state}`} aria-current={state === 'running' ? 'step' : undefined}>
      <span className={`status status-${state}`}>
        <Icon name={state} />
      </span>
      <div>
        <p className="stage-title">{title}</p>
        <p className="quiet">{children}</p>
      </div>
    </li>
  );
}
