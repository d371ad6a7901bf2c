import { JsonView } from '../elements/json-view.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { spokenDuration } from '../elements/spoken-time.js';
import type { Schemas } from '../experience/experience-client.js';
import type { LiveEvent } from '../live/live-event.js';
import { ResolveStepButton } from './commands/commands.js';
import { EventList } from './event-list.js';
import { stepInDoubt } from './standing.js';
import type { TimelineRow } from './timeline/execution-timeline.js';
import { stateWord, undoKindWord, undoWord } from './timeline/row-words.js';

interface StepPanelProps {
  readonly row: TimelineRow;
  readonly events: readonly LiveEvent[];
  readonly execution: Schemas['Execution'];
}

/** All that is known of one step. */
export function StepPanel({ row, events, execution }: StepPanelProps) {
  const own = events.filter(({ data }) => data['step'] === row.name || data['wait'] === row.name);
  const took = row.forward.reduce((sum, { from, to }) => sum + ((to ?? from) - from), 0);
  return (
    <section className="step-panel" aria-label={row.name}>
      <h3>{row.name}</h3>
      <p className="quiet">
        {[
          stateWord(row),
          row.forward.at(-1)?.to === null ? undefined : spokenDuration(took),
          row.kind === 'step' ? undoKindWord(row.undoKind) : undefined,
          undoWord(row),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {row.note && <p className="note">{row.note}</p>}
      {/* What keeps the whole of it is said above already. */}
      {row.problem && row.problem.detail !== execution.error?.detail && (
        <ProblemNotice problem={row.problem} role="group" />
      )}
      {row.undoProblem && row.undoProblem.detail !== row.problem?.detail && (
        <ProblemNotice problem={row.undoProblem} role="group" />
      )}
      {/* For the one that holds the execution this is asked at the top. */}
      {row.state === 'uncertain' && execution.status === 'paused' && row.name !== stepInDoubt(execution) && (
        <ResolveStepButton execution={execution} step={row.name} />
      )}
      {row.progress !== undefined && row.progress !== null && (
        <details open>
          <summary>Progress</summary>
          <JsonView value={row.progress} name={`progress of ${row.name}`} />
        </details>
      )}
      {row.output !== undefined && row.output !== null && (
        <details open>
          <summary>Output</summary>
          <JsonView value={row.output} name={`output of ${row.name}`} />
        </details>
      )}
      {own.length > 0 && (
        <details>
          <summary>{own.length === 1 ? '1 event' : `${own.length} events`}</summary>
          <EventList events={own} />
        </details>
      )}
    </section>
  );
}
