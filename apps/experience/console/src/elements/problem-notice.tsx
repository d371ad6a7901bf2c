import type { Problem } from '../experience/answered-problem.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icon.js';

interface ProblemNoticeProps {
  readonly problem: Problem;
  /** Something to do about it. */
  readonly children?: React.ReactNode;
  /** How it is called for those who listen; an alert is read at once. */
  readonly role?: 'alert' | 'group';
}

/** What was wrong, what to do, and what to quote when asking somebody. All of it is text, whatever it contains. */
export function ProblemNotice({ problem, children, role = 'alert' }: ProblemNoticeProps) {
  return (
    <div className="problem" role={role} aria-label={role === 'group' ? problem.title : undefined}>
      <Icon name="warning" />
      <div>
        <p className="problem-title">{problem.title}</p>
        <p>{problem.detail}</p>
        {problem.errors && (
          <ul>
            {problem.errors.map(({ pointer, detail }) => (
              <li key={`${pointer} ${detail}`}>
                <code>{pointer || '/'}</code> {detail}
              </li>
            ))}
          </ul>
        )}
        {problem.allowed && problem.allowed.length > 0 && (
          <p>What it can be told now: {problem.allowed.map((command) => command.replaceAll('/', ' ')).join(', ')}.</p>
        )}
        <p className="problem-foot">
          <code>{problem.code}</code>
          {problem.trace_id && (
            <span className="quiet">
              trace <code>{problem.trace_id.slice(0, 8)}…</code>
              <CopyButton text={problem.trace_id} what="trace id" />
            </span>
          )}
        </p>
        {children}
      </div>
    </div>
  );
}
