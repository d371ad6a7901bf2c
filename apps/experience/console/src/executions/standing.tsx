import { ProblemNotice } from '../elements/problem-notice.js';
import { exactTime } from '../elements/spoken-time.js';
import type { Schemas } from '../experience/experience-client.js';
import { ResolveStepButton } from './commands/commands.js';
import { troubleOf } from './trouble.js';

const CAUSES: Readonly<Record<string, string>> = {
  irreversible: 'cannot be undone',
  skipped: 'an operator left it',
  terminated: 'it was terminated before its undo',
};

/** Why it stands where it stands: what keeps it, what was wrong, and what it leaves behind. */
export function Standing({ execution }: { readonly execution: Schemas['Execution'] }) {
  const { blocked_on: blocked, error, residual_effects: left, pause_reason: reason } = execution;
  const asked = stepInDoubt(execution);
  return (
    <>
      {blocked && !execution.done && blocked.detail !== error?.detail && (
        <p className="note">
          {blocked.detail}
          {blocked.waits?.map(({ wait, due_at }) =>
            due_at ? (
              <span key={wait} className="quiet">
                {' '}
                {wait} is due {exactTime(due_at)}.
              </span>
            ) : null,
          )}
          {reason && reason !== 'operator' && <span className="quiet"> ({reason.replaceAll('_', ' ')})</span>}
        </p>
      )}
      {error && (
        <ProblemNotice problem={{ ...error, title: troubleOf(execution) ?? error.title }} role="group">
          {asked !== undefined && <ResolveStepButton execution={execution} step={asked} />}
        </ProblemNotice>
      )}
      {left.length > 0 && (
        <div className="note left-behind">
          <p>It leaves behind what was not undone:</p>
          <ul>
            {left.map(({ step, cause, reason: why }) => (
              <li key={step}>
                <code>{step}</code>: {CAUSES[cause] ?? cause}
                {why && <> – {why}</>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** The step that holds an execution because nobody knows whether it took effect. */
export function stepInDoubt({ pause_reason: reason, blocked_on: blocked }: Schemas['Execution']): string | undefined {
  return reason === 'uncertain' ? blocked?.step : undefined;
}
