import { spokenDuration } from '../elements/spoken-time.js';
import type { ExecutionTimeline } from './timeline/execution-timeline.js';
import { stateWord, undoKindWord, undoWord } from './timeline/row-words.js';

/** More are read in the timeline; each costs time whenever something happens. */
const SHOWN = 50;

/** What the timeline draws, for those who read it. */
export function StepTable({ timeline }: { readonly timeline: ExecutionTimeline }) {
  if (timeline.rows.length === 0) return <p className="quiet pad">No step has begun.</p>;
  const rows = timeline.rows.slice(-SHOWN);
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label="Steps">
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Attempts
            </th>
            <th scope="col" className="number">
              Took
            </th>
            <th scope="col">Undo</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const attempts = row.forward.filter(({ kind }) => kind !== 'pause');
            const took = attempts.reduce((sum, { from, to }) => sum + ((to ?? from) - from), 0);
            const isOpen = row.forward.at(-1)?.to === null;
            return (
              <tr key={row.name}>
                <th scope="row">
                  <code>{row.name}</code>
                </th>
                <td>{stateWord(row)}</td>
                <td className="number">{row.kind === 'wait' ? '' : attempts.length}</td>
                <td className="number">{isOpen ? '…' : spokenDuration(took)}</td>
                <td>{undoWord(row) ?? (row.kind === 'step' ? undoKindWord(row.undoKind) : '')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {timeline.rows.length > SHOWN && (
        <p className="quiet pad">
          The last {SHOWN} of {timeline.rows.length}.
        </p>
      )}
    </div>
  );
}
